/** For the screen and for paper; colours that print. */
export const REPORT_STYLE = `
:root { font: 16px/1.5 system-ui, sans-serif; color: #1c2126; background: #fff; }
body { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem; }
h1 { font-size: 1.75rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
.subject { font-size: 1.05rem; margin: .25rem 0; overflow-wrap: anywhere; }
header { border-bottom: 2px solid #1c2126; margin-bottom: 2rem; }
section { border-bottom: 1px solid #cbd2d9; padding: 0 0 1.5rem; margin-bottom: 1.5rem; }
.label { display: inline-block; font-weight: 600; padding: .1rem .6rem; border: 2px solid #52606d; border-radius: .3rem; margin: 0; }
.label.manipulated { border-color: #b3001e; color: #b3001e; }
.label.authentic { border-color: #0b6b3a; color: #0b6b3a; }
.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
figure { margin: 0; break-inside: avoid; }
img { width: 100%; height: auto; display: block; }
figcaption, caption, .missing { color: #52606d; font-size: .875rem; text-align: left; }
table { border-collapse: collapse; margin: .75rem 0; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid #cbd2d9; padding: .2rem .6rem; text-align: left; font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: .875rem; margin: .75rem 0 0; }
dt { color: #52606d; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { .pictures { grid-template-columns: 1fr; } dl { grid-template-columns: 1fr; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .label, img { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .pictures img { max-height: 9cm; object-fit: contain; object-position: left; }
  section { border: 0; break-after: page; }
  table, dl { break-inside: avoid; }
  h2 { break-after: avoid; }
  dl { font-size: 8pt; }
}
@page { margin: 18mm; }
`;

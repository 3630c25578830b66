// Before anything that an older Node cannot read: it imports nothing.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `The FASA scanner needs Node 22.12 or newer; this is ${process.versions.node}.\n`,
  );
  process.exit(2);
}

export { ModelError } from "../adapters/model/model-error.ts";
export {
  createScanner,
  type Scan,
  type ScannedImage,
  type Scanner,
  type ScannerOptions,
  type ScanOptions,
  type UnscannedImage,
} from "../scanner/create-scanner.ts";
export { ScanStoppedError } from "../scanner/scan-stopped-error.ts";

// A driver of CUDA 13.0 on a machine without a GPU: enough to load what is linked against the real one.
enum { NO_DEVICE = 100 };

int cuInit(unsigned int flags) { return NO_DEVICE; }

int cuDriverGetVersion(int *version) {
  *version = 13000;
  return 0;
}

// The one function that onnxruntime does not look up when it runs.
int cuTensorMapEncodeTiled(void) { return NO_DEVICE; }

// onnxruntime tells its maker of each model that it loads, unless this is set before its first. It looks for what to
// tell with a recursive regular expression over the command line, too, and a long one overflows the thread's stack. A
// thread sees a copy of the environment, and native code the process's own: whoever starts threads imports this.
process.env["ORT_DISABLE_TELEMETRY"] = "1";

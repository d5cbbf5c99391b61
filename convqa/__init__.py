"""convqa: offline quality scoring of customer-service conversations. Read `convqa.pipeline` first."""

import os

__version__ = "0.1.0"

# ONNX Runtime sends figures of its use to its maker unless this is set before it is loaded (its Privacy.md; Linux and
# macOS since 1.29). Here, because every module of convqa and every library that loads the runtime comes after.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

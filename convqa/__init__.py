"""convqa: offline quality scoring of customer-service conversations. Read `convqa.pipeline` first."""

__version__ = "0.1.0"

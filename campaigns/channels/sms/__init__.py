"""Text messages: one small file for each way that they leave. Each holds a `campaigns.channels.Line` of `Text`, and
SMS_BACKEND names the one in use."""

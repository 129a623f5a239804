"""OpenTelemetry traces, when `CALMONY_OTLP_ENDPOINT` is set; nothing here is imported otherwise."""

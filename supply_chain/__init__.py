"""What is shipped with the service and who wrote it: licences, a bill of materials, and known vulnerabilities."""

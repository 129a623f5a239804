"""What an administrator manages: projects, API keys, operators. There is no viewer."""

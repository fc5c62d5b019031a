"""The command line: parse, call one public function, turn errors into exit codes."""

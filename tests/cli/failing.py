"""A run against a service that fails: eight candidates in pages of three, page 2 the one that suffers."""

from harness import Service


class Failing(Service):
    """Eight candidates in pages of three, and nothing else."""

    def candidates(self, *arguments, **further):
        return self.export("--tables", "candidates", "--page-size", "3", *arguments, **further)

    def resource(self):
        return self.manifest()["resources"]["candidates"]

    def asked(self, page=None):
        return [one for one in self.requests("candidates") if page in (None, one.page)]

    def spoil(self, *lines):
        self.sandbox.control({"reset": True})
        self.faults(*(line.replace(":", ":resource=candidates,", 1) for line in lines))

    def assert_recovers(self, *lines, retried=1):
        self.spoil(*lines)
        result = self.candidates()
        self.assert_all_there(result, "candidates")
        self.assertEqual(self.resource()["retried"], retried, str(result))
        self.assertEqual(self.resource()["requests"], 3 + retried)
        self.assertEqual(len(result.warnings), retried, str(result))
        self.assertIn("/candidates, page", result.warnings[0])
        return result

    def assert_gives_up(self, status, tries, *parts, arguments=("--retries", "1")):
        self.sandbox.log.clear()
        before = self.runs()
        result = self.candidates(*arguments)
        self.assert_failed(result, status, "/candidates, page 2", *parts, runs=before)
        self.assertEqual(len(self.asked(2)), tries)
        return result

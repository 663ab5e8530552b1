"""
Exports many accounts in one night. See scripts/OPERATING.md, "Many accounts".

    python3 fleet.py parallel ACCOUNTS NIGHTS     with GNU parallel, on this machine
    python3 fleet.py slurm ACCOUNTS NIGHTS        as a Slurm job array
    python3 fleet.py sum ACCOUNTS NIGHTS          the table of a night again
    python3 fleet.py kubernetes ACCOUNTS --image IMAGE | kubectl apply -f -
    kubectl get pods -l app.kubernetes.io/name=pinpoint-export -o json | python3 fleet.py pods ACCOUNTS

ACCOUNTS is a folder of config files, or a file that names one a line. NIGHTS gets a folder for each night. Options after `--` go to
each export.

Exit status: 0, 3 and 11 as the program's, if every account was published; 12 if one was not; 2 wrong usage; 8 another launcher is
at work; 128+n stopped by signal n.
"""

import argparse
import os
import shutil
import signal
import sys

sys.dont_write_bytecode = True  # the folder belongs to a package
import accounts
import engines
import kubernetes
import summary
from accounts import Problem
from export import export, on_stop
from night import Held, Night, name_of_now
from pace import JOBS, LIMIT, Pace


class Stopped(Exception):
    """By a signal, whose number it holds."""


def parse(arguments):
    parser = argparse.ArgumentParser(prog="fleet.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name, *parents):
        return commands.add_parser(name, parents=parents, add_help=bool(parents))

    listed = argparse.ArgumentParser(add_help=False)
    listed.add_argument("accounts", metavar="ACCOUNTS", help="a folder of config files, or a file that names one a line")
    listed.add_argument("--part", default="1/1", metavar="K/N", help="only the accounts of one of N parts, for N addresses")
    nightly = argparse.ArgumentParser(add_help=False)
    nightly.add_argument("nights", metavar="NIGHTS", help="the folder that gets a folder for each night")
    nightly.add_argument("--night", default=name_of_now(), help="its name (default: the date on which the night began, %(default)s)")
    sharing = argparse.ArgumentParser(add_help=False)
    sharing.add_argument("--limit", default=LIMIT, metavar="N/SEC", help="requests of all accounts of this address (%(default)s)")
    running = argparse.ArgumentParser(add_help=False, parents=[sharing])
    running.add_argument("--jobs", type=int, default=JOBS, metavar="J", help="accounts at once (%(default)s)")
    running.add_argument("--program", default="pinpoint-export", help="(%(default)s)")
    running.add_argument("--engine-option", action="append", default=[], metavar="OPTION", help="goes to the engine; again for more")

    command("parallel", listed, nightly, running)
    slurm = command("slurm", listed, nightly, running)
    slurm.add_argument("--array-size", type=int, default=engines.ARRAY_SIZE, metavar="N", help="tasks of one job (%(default)s)")
    slurm.add_argument("--poll", type=float, default=engines.POLL_SECONDS, metavar="SEC", help="between two looks at the queue (%(default)s)")
    command("sum", listed, nightly)
    kubernetes.add_options(command("kubernetes", listed, sharing))
    command("pods", listed)
    one = command("one")
    one.add_argument("folder")
    one.add_argument("number", type=int)
    return parser.parse_args(arguments)


def finish(statuses, last_line):
    print("\n".join(summary.table(statuses, last_line)))
    return summary.exit_status(statuses.values())


def night_of(options):
    """Each part has a folder of its own: its launcher is on another machine."""
    part = "" if options.part == "1/1" else "." + options.part.replace("/", "of")
    return Night(os.path.join(options.nights, options.night + part))


def sum_up(options, listed):
    night = night_of(options)
    return finish({name: night.status(name) for name, _ in listed}, night.last_line)


def run_missing(engine, night, plan, jobs, lock):
    """What an engine leaves running, it still has; so the plan is only changed when nothing runs."""
    engine.resume(night)
    plan["accounts"] = night.missing(plan["accounts"])
    night.write_plan(plan)
    if plan["accounts"]:
        engine.run(night, len(plan["accounts"]), jobs, lock)


def stop_by(number, _):
    on_stop(signal.SIG_IGN)
    raise Stopped(number)


def run(options, listed, further):
    pace = Pace(options.limit, options.jobs)
    program = shutil.which(options.program)
    if not program:
        raise Problem("%s is not there, or not executable; --program says where it is" % options.program)
    night = night_of(options)
    engine = engines.start(options)
    plan = {
        "program": os.path.abspath(program), "options": further, "accounts": listed,
        "rate": pace.rate, "rest": pace.rest, "gap": pace.gap,
    }
    lock = night.lock()
    on_stop(stop_by)
    try:
        run_missing(engine, night, plan, options.jobs, lock)
    except Stopped as stopped:
        engine.stop(night)
        sum_up(options, listed)
        return 128 + stopped.args[0]
    except Problem as problem:
        print("fleet: %s" % problem, file=sys.stderr)
    return sum_up(options, listed)


def dispatch(options, further):
    if options.command == "one":
        return export(Night(options.folder), options.number)
    listed = accounts.part_of(accounts.read(options.accounts), options.part)
    if not listed:
        raise Problem("part %s has no account" % options.part)
    if options.command == "kubernetes":
        kubernetes.write(options, listed, further, sys.stdout)
        return 0
    if options.command == "pods":
        return finish(*kubernetes.statuses(listed, sys.stdin))
    return sum_up(options, listed) if options.command == "sum" else run(options, listed, further)


def main():
    arguments = sys.argv[1:]
    end = arguments.index("--") if "--" in arguments else len(arguments)
    try:
        return dispatch(parse(arguments[:end]), arguments[end + 1 :])
    except (Problem, Held, OSError) as problem:
        print("fleet: %s" % problem, file=sys.stderr)
        return 8 if isinstance(problem, Held) else 2


if __name__ == "__main__":
    sys.exit(main())

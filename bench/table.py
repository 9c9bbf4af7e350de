"""Medians of what `bench/run peers` measured, as a page of Markdown: table.py LINES.jsonl COMMAND"""
import json
import platform
import statistics
import subprocess
import sys


def text_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def processor():
    with open('/proc/cpuinfo', encoding='utf-8') as info:
        names = [line.split(':', 1)[1].strip() for line in info if line.startswith('model name')]
    return f'{len(names)} x {names[0]}' if names else platform.machine()


def number(value, digits=0):
    return f'{value:,.{digits}f}'


def cell(lines):
    """rate · CPU of the server for each · p99, or memory for idle connections; as medians."""
    def median(name):
        return statistics.median(line[name] for line in lines)
    if lines[0]['mode'] == 'idle':
        return f'{number(median("kib_per_connection"), 1)} KiB · {number(median("server_cores") * 100, 1)} %'
    return f'{number(median("rate"))}/s · {number(median("server_us"), 2)} µs · p99 {number(median("p99_us") / 1000, 1)} ms'


def ratio(ours, theirs):
    name = 'kib_per_connection' if ours[0]['mode'] == 'idle' else 'rate'
    mine, other = (statistics.median(line[name] for line in lines) for lines in (ours, theirs))
    return f' ({mine / other:.2f}x)' if other else ''


def main(path, command):
    by_cell = {}
    with open(path, encoding='utf-8') as lines:
        for line in map(json.loads, lines):
            peer, row = line['label'].split()
            by_cell.setdefault(row, {}).setdefault(peer, []).append(line)
    peers = list(dict.fromkeys(peer for cells in by_cell.values() for peer in cells))
    print(f'# Measured {text_of("date", "-u", "+%F %H:%M UTC")}\n')
    print(f'Machine: {processor()}, Linux {platform.release()}; load and server share it. Commit {text_of("git", "rev-parse", "--short", "HEAD")}.')
    print(f'Command: `{command}`.\n')
    print('Each cell: rate · server CPU for one · p99 of the answer; idle: memory of a connection · CPU of one core. Medians. In brackets: ours by theirs.\n')
    print('| row | ' + ' | '.join(peers) + ' |')
    print('|---' * (len(peers) + 1) + '|')
    for row, cells in by_cell.items():
        ours = cells.get('dukou')
        print(f'| {row} | ' + ' | '.join(
            (cell(cells[peer]) + (ratio(ours, cells[peer]) if ours and peer != 'dukou' else '')) if peer in cells else '-' for peer in peers) + ' |')
    print('\n<details><summary>Every run</summary>\n\n```json')
    with open(path, encoding='utf-8') as lines:
        print(lines.read().strip())
    print('```\n\n</details>')


main(*sys.argv[1:])

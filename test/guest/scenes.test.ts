import { describe } from 'vitest';
import { binPrograms, type NamedRun, testAgainstLinux, testUnderAllSettings } from './compare.ts';

/** Scripts in which many programs work together, over some time. */
const scripts: Readonly<Record<string, string>> = {
  'tail follows a log that another process writes, grep picks lines': `
    echo 'GET /0 404' >access.log
    (for i in 1 2 3 4 5; do
      sleep 0.2
      echo "GET /$i 200" >>access.log
      echo "GET /$i 404" >>access.log
    done) &
    tail -f access.log | grep 404 | head -n 3
    wait
    wc -l access.log`,
  'a report from a log': `
    for i in 1 2 3 4 5 6 7 8 9; do
      for status in 200 404 500; do
        echo "10.0.0.$((i % 3)) GET /page/$i $status" >>log
      done
    done
    echo 'requests by host:'
    while read host method path status; do echo $host; done <log | sort | uniq -c | sort -rn
    echo 'missing pages:'
    grep ' 404$' log | while read host method path status; do echo $path; done | sort | tee missing | tail -n 2
    wc -l <missing`,
  'a server and its clients over named files': `
    mkdir requests answers
    (served=0
    while test $served -lt 3; do
      for request in requests/*; do
        test -f "$request" || continue
        name=$(basename $request)
        echo "hello $(cat $request)" >answers/.$name
        mv answers/.$name answers/$name
        rm $request
        served=$((served + 1))
      done
      sleep 0.02
    done
    echo "served $served") &
    for client in one two three; do
      (echo $client >requests/.$client
      mv requests/.$client requests/$client
      while test ! -f answers/$client; do sleep 0.02; done
      cat answers/$client >got.$client) &
    done
    wait
    cat got.one got.two got.three`,
  'children are killed, waited for and counted': `
    for i in 1 2 3 4; do sleep 100 & pids="$pids $!"; done
    for pid in $pids; do
      kill -$((pid % 2 + 14)) $pid
      wait $pid
      test $? -gt 128 && echo killed
    done
    (exit 7) & wait $!; echo $?`,
  'a script calls itself': `
    echo 'if test $1 -gt 0; then echo enter $1; sh down $(($1 - 1)); echo leave $1; fi' >down
    sh down 6`,
  'a large sort through files and pipes': `
    seq 1 2000 | sort -r >down
    seq 1 2 1999 | sort >odd
    sort down odd | uniq -d | wc -l
    sort down odd | uniq -u | sort -n | head -n 3
    cat down odd | grep 9 | sort -n | uniq | tail -n 2`,
};

const runs: NamedRun[] = Object.entries(scripts).map(([name, script]) => ({
  name,
  program: '/bin/sh',
  args: ['-c', script],
}));
const programs = await binPrograms();

describe('scenes go under Kernlet as under Linux', () => testAgainstLinux(runs, programs));
describe('scenes go the same way under all settings', () => testUnderAllSettings(runs, programs));

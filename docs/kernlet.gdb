# Made from the table of commands by src/cli/gdb-script.ts; do not edit.
# In gdb, connected to 'kernlet debug --gdb': source docs/kernlet.gdb

define seek
  if $argc == 0
    monitor seek
  end
  if $argc == 1
    monitor seek $arg0
  end
  if $argc == 2
    monitor seek $arg0 $arg1
  end
  if $argc == 3
    monitor seek $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor seek $arg0 $arg1 $arg2 $arg3
  end
  maintenance flush register-cache
  frame
end
document seek
go to a moment, forwards or backwards: seek MOMENT
end

define when
  if $argc == 0
    monitor when
  end
  if $argc == 1
    monitor when $arg0
  end
  if $argc == 2
    monitor when $arg0 $arg1
  end
  if $argc == 3
    monitor when $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor when $arg0 $arg1 $arg2 $arg3
  end
  maintenance flush register-cache
  frame
end
document when
say which moment it is: when
end

define back
  if $argc == 0
    monitor back
  end
  if $argc == 1
    monitor back $arg0
  end
  if $argc == 2
    monitor back $arg0 $arg1
  end
  if $argc == 3
    monitor back $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor back $arg0 $arg1 $arg2 $arg3
  end
  maintenance flush register-cache
  frame
end
document back
go to where one was before the last seek: back
end

define forward
  if $argc == 0
    monitor forward
  end
  if $argc == 1
    monitor forward $arg0
  end
  if $argc == 2
    monitor forward $arg0 $arg1
  end
  if $argc == 3
    monitor forward $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor forward $arg0 $arg1 $arg2 $arg3
  end
  maintenance flush register-cache
  frame
end
document forward
undo a back: forward
end

define lastwrite
  if $argc == 0
    monitor lastwrite
  end
  if $argc == 1
    monitor lastwrite $arg0
  end
  if $argc == 2
    monitor lastwrite $arg0 $arg1
  end
  if $argc == 3
    monitor lastwrite $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor lastwrite $arg0 $arg1 $arg2 $arg3
  end
  maintenance flush register-cache
  frame
end
document lastwrite
go back to where memory was written last: lastwrite ADDRESS[, LENGTH]
end

define diff
  if $argc == 0
    monitor diff
  end
  if $argc == 1
    monitor diff $arg0
  end
  if $argc == 2
    monitor diff $arg0 $arg1
  end
  if $argc == 3
    monitor diff $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor diff $arg0 $arg1 $arg2 $arg3
  end
  maintenance flush register-cache
  frame
end
document diff
what differs between two moments: diff MOMENT [MOMENT]
end

define branch
  if $argc == 0
    monitor branch
  end
  if $argc == 1
    monitor branch $arg0
  end
  if $argc == 2
    monitor branch $arg0 $arg1
  end
  if $argc == 3
    monitor branch $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor branch $arg0 $arg1 $arg2 $arg3
  end
  maintenance flush register-cache
  frame
end
document branch
show lines of history, or go to one: branch [LINE | name NAME]
end

define ptree
  if $argc == 0
    monitor ptree
  end
  if $argc == 1
    monitor ptree $arg0
  end
  if $argc == 2
    monitor ptree $arg0 $arg1
  end
  if $argc == 3
    monitor ptree $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor ptree $arg0 $arg1 $arg2 $arg3
  end
end
document ptree
the tree of processes: ptree
end

define why
  if $argc == 0
    monitor why
  end
  if $argc == 1
    monitor why $arg0
  end
  if $argc == 2
    monitor why $arg0 $arg1
  end
  if $argc == 3
    monitor why $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor why $arg0 $arg1 $arg2 $arg3
  end
end
document why
why a process does not go on, and who could change that: why [PID]
end

define cow
  if $argc == 0
    monitor cow
  end
  if $argc == 1
    monitor cow $arg0
  end
  if $argc == 2
    monitor cow $arg0 $arg1
  end
  if $argc == 3
    monitor cow $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor cow $arg0 $arg1 $arg2 $arg3
  end
end
document cow
who shares the frame under an address: cow [ADDRESS]
end

define preempt
  if $argc == 0
    monitor preempt
  end
  if $argc == 1
    monitor preempt $arg0
  end
  if $argc == 2
    monitor preempt $arg0 $arg1
  end
  if $argc == 3
    monitor preempt $arg0 $arg1 $arg2
  end
  if $argc == 4
    monitor preempt $arg0 $arg1 $arg2 $arg3
  end
end
document preempt
end a quantum now: the next ready thread gets the hart: preempt [HART]
end

# log.s: where the system's log is

.ifndef LOG_S
.equ LOG_S, 1

.equ LOG_MESSAGE_SIZE,  1024        # bytes of a message; pipes keep together what is not longer than PIPE_BUF

    .section .rodata
log_pipe:       .asciz "/run/log"   # the daemon reads messages from this named pipe, a line for each

    .text
.endif

# errors.s: messages in the style of UNIX tools
#
# A message is one line on stderr that begins with the name of the program:
#
#   head: cannot open 'log' for reading: No such file or directory
#
# A program states its usage line, and the status with which it fails, with the macro `usage`.

.ifndef ERRORS_S
.equ ERRORS_S, 1
.include "macros.s"
.include "string.s"
.include "path.s"
.include "print.s"

# usage "NAME [OPTION...] ...", STATUS - declare the usage line, and the exit status for wrong usage and for
# failures to write (GNU's tools use 1; grep, ls and sort use 2; env uses 125).
.macro usage text:req, status=1
    .section .rodata
    .balign 4
failure_status: .word \status
usage_text:     .asciz "usage: \text\n"
.endm

# warn "before", FILE, "after", ERRNO - print a message: the program's name, the text before, the text in
# register FILE, the text after, and what the error number in register ERRNO means. ERRNO may have either
# sign; with `zero` its part is left out. Changes: a and t registers.
.macro warn before, file:req, after, errno:req
    mv      a3, \errno
    mv      a1, \file
    la_string a0, "\before"
    la_string a2, "\after"
    call    warn_about
.endm

# warn_both "before", FILE, "between", OTHER, "after", ERRNO - the same about two files, in s registers.
.macro warn_both before, file:req, between, other:req, after, errno:req
    mv      a5, \errno
    mv      a3, \other
    mv      a1, \file
    la_string a0, "\before"
    la_string a2, "\between"
    la_string a4, "\after"
    call    warn_about_both
.endm

# die "before", FILE, "after", ERRNO - as `warn`, then exit with failure_status.
.macro die before, file:req, after, errno:req
    warn    "\before", \file, "\after", \errno
    j       exit_failure
.endm

# die_text "text" - print "NAME: TEXT", then exit with failure_status.
.macro die_text text:req
    la_string a0, "\text"
    call    warn_text
    j       exit_failure
.endm

    .text

# warn_text(a0 = text) - "NAME: TEXT"
warn_text:
    mv      a1, a0
    la      a0, .Lno_text
    mv      a2, a0
    li      a3, 0
    j       warn_about

# warn_file(a0 = file, a1 = errno of either sign) - "NAME: FILE: what the number means"
warn_file:
    mv      a3, a1
    mv      a1, a0
    la      a0, .Lno_text
    la      a2, .Lno_text
    # falls into warn_about

# warn_about(a0 = text before, a1 = file, a2 = text after, a3 = errno of either sign, or 0)
warn_about:
    mv      a5, a3
    la      a3, .Lno_text
    mv      a4, a3
    # falls into warn_about_both

# warn_about_both(a0 = text before, a1 = file, a2 = text between, a3 = other file, a4 = text after,
#                 a5 = errno of either sign, or 0)
warn_about_both:
    enter   2, 24
    sw      a0, 0(sp)               # locals: the five texts and a 0
    sw      a1, 4(sp)
    sw      a2, 8(sp)
    sw      a3, 12(sp)
    sw      a4, 16(sp)
    sw      zero, 20(sp)
    mv      s0, a5
    call    message_start
    mv      s1, sp
1:  lw      a1, 0(s1)
    beqz    a1, 2f
    la      a0, stderr
    call    put_str
    addi    s1, s1, 4
    j       1b
2:  beqz    s0, 3f
    la      a0, stderr
    la      a1, .Lcolon
    call    put_str
    mv      a0, s0
    call    strerror
    mv      a1, a0
    la      a0, stderr
    call    put_str
3:  la      a0, stderr
    li      a1, '\n'
    call    put_char
    la      a0, stderr
    unwind
    j       flush

# message_start() - bring out what the program has printed so far, then begin a line on stderr: "NAME: "
message_start:
    enter
    call    flush_stdout
    call    program_name
    mv      a1, a0
    la      a0, stderr
    call    put_str
    la      a0, stderr
    la      a1, .Lcolon
    unwind
    j       put_str

# program_name() -> a0 = last part of argv[0]
program_name:
    lw      t0, program_argv
    lw      a0, 0(t0)
    beqz    a0, 1f                  # started without any argument
    j       basename
1:  la      a0, .Lno_text
    ret

# strerror(a0 = errno of either sign) -> a0 = text, "Unknown error" for a number outside the table
strerror:
    srai    t0, a0, 31
    xor     a0, a0, t0
    sub     a0, a0, t0
    li      t0, ELOOP + 1           # entries of the table
    bgeu    a0, t0, 1f
    slli    a0, a0, 2
    la      t0, errno_texts
    add     t0, t0, a0
    lw      a0, 0(t0)
    ret
1:  la_string a0, "Unknown error"
    ret

# usage_error() - print the usage line and exit with failure_status. Does not return.
usage_error:
    la      a0, usage_text
    call    eprint_str
    # falls into exit_failure

# exit_failure() - exit with failure_status. Does not return.
exit_failure:
    lw      a0, failure_status
    j       exit

# write_failed(a0 = -errno) - stdout cannot be written: say so and exit. Does not return.
write_failed:
    mv      a1, a0
    la_string a0, "write error"
    call    warn_file
    j       exit_failure

# out_of_memory() - say so and exit. Does not return.
out_of_memory:
    die_text "memory exhausted"

# errno_text "text" - the next entry of the table
.macro errno_text text:req
    .pushsection .rodata
.Lerrno_text\@: .asciz "\text"
    .popsection
    .word   .Lerrno_text\@
.endm

    .section .rodata
.Lno_text:      .asciz ""
.Lcolon:        .asciz ": "

    .section .rodata.tables, "a"
    .balign 4
errno_texts:                        # in the order of the numbers in abi.s
    errno_text "Success"
    errno_text "Operation not permitted"
    errno_text "No such file or directory"
    errno_text "No such process"
    errno_text "Interrupted system call"
    errno_text "Input/output error"
    errno_text "No such device or address"
    errno_text "Argument list too long"
    errno_text "Exec format error"
    errno_text "Bad file descriptor"
    errno_text "No child processes"
    errno_text "Resource temporarily unavailable"
    errno_text "Cannot allocate memory"
    errno_text "Permission denied"
    errno_text "Bad address"
    errno_text "Block device required"
    errno_text "Device or resource busy"
    errno_text "File exists"
    errno_text "Invalid cross-device link"
    errno_text "No such device"
    errno_text "Not a directory"
    errno_text "Is a directory"
    errno_text "Invalid argument"
    errno_text "Too many open files in system"
    errno_text "Too many open files"
    errno_text "Inappropriate ioctl for device"
    errno_text "Text file busy"
    errno_text "File too large"
    errno_text "No space left on device"
    errno_text "Illegal seek"
    errno_text "Read-only file system"
    errno_text "Too many links"
    errno_text "Broken pipe"
    errno_text "Numerical argument out of domain"
    errno_text "Numerical result out of range"
    errno_text "Resource deadlock avoided"
    errno_text "File name too long"
    errno_text "No locks available"
    errno_text "Function not implemented"
    errno_text "Directory not empty"
    errno_text "Too many levels of symbolic links"

.endif

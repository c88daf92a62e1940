# id: who one is
#
# Shows the user and group numbers of the process: -u the user's alone, -g the group's; with -r the real ones, not those
# that count for permissions. With -n as well, the name: there are no accounts, so only 0 has one, root.

.include "start.s"
.include "options.s"

usage "id [-g | -u] [-nr]"

    .text
main:
    enter
    call    options_start
.Lnext_option:
    options "gnru"
    bnez    a0, .Lnext_option       # they are looked up in `given`
    lw      t0, operands
    lw      a1, 0(t0)
    beqz    a1, 1f
    j       extra_operand
1:  lbu     t0, given + 'u'
    bnez    t0, .Luser
    lbu     t0, given + 'g'
    bnez    t0, .Lgroup
    print   "uid="
    syscall getuid
    call    print_both
    print   " gid="
    syscall getgid
    call    print_both
    syscall getuid                  # the effective ones, where they differ
    mv      t0, a0
    syscall geteuid
    beq     a0, t0, 2f
    print   " euid="
    syscall geteuid
    call    print_both
2:  syscall getgid
    mv      t0, a0
    syscall getegid
    beq     a0, t0, .Ldone
    print   " egid="
    syscall getegid
    call    print_both
    j       .Ldone
.Luser:
    syscall geteuid
    lbu     t0, given + 'r'
    beqz    t0, .Lone
    syscall getuid
    j       .Lone
.Lgroup:
    syscall getegid
    lbu     t0, given + 'r'
    beqz    t0, .Lone
    syscall getgid
.Lone:
    lbu     t0, given + 'n'
    beqz    t0, 3f
    bnez    a0, 3f
    print   "root"
    j       .Ldone
3:  call    print_udec
.Ldone:
    li      a0, '\n'
    call    print_char
    li      a0, 0
    leave

# print_both(a0 = number) - "0(root)", or the number alone
print_both:
    enter   1
    mv      s0, a0
    call    print_udec
    bnez    s0, 1f
    print   "(root)"
1:  leave

/** DWARF 4: section 6.2.5, "The Line Number Program". */
export const DW_LNS_copy = 1;
export const DW_LNS_advance_pc = 2;
export const DW_LNS_advance_line = 3;
export const DW_LNS_set_file = 4;
export const DW_LNE_end_sequence = 1;
export const DW_LNE_set_address = 2;

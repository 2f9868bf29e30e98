/** Characters of a formula's text, spaces included. */
export const LONGEST_TEXT = 10_000;

/** Characters of LaTeX: room for every formula that can be parsed. */
export const LONGEST_LATEX = 1_000_000;

/** Brackets, calls, signs, powers and right operands inside each other. */
export const DEEPEST_NESTING = 100;

/** Different operations of one formula; the same operation on the same operands counts once. */
export const MOST_OPERATIONS = 10_000;

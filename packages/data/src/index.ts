// CSV.
export { parseCsv } from './csv/parse-csv.ts';
export type { CsvOptions, Table } from './csv/parse-csv.ts';
export { columnsOf } from './csv/columns.ts';
export type { Column, ColumnsOptions } from './csv/columns.ts';
export { classIndices, encode, featureNames } from './csv/encode.ts';
export { CsvError } from './csv/csv-error.ts';

// NumPy.
export { parseNpy } from './numpy/parse-npy.ts';
export { parseNpz } from './numpy/parse-npz.ts';
export type { NpyOptions } from './numpy/parse-npy.ts';
export type { NpzOptions } from './numpy/parse-npz.ts';
export { NpyError } from './numpy/npy-error.ts';

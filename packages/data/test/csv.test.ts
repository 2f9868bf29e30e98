import { describe, expect, it } from 'vitest';
import { classIndices, columnsOf, CsvError, encode, featureNames, parseCsv } from '../src/index.ts';
import type { Column } from '../src/index.ts';

const flowers = `width, length ,kind
1,2.5,setosa
 -3e2 ,.5,"iris ""blue"""

+4,6.,setosa
`;

function refused(read: () => unknown): CsvError {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(CsvError);
    expect((error as Error).message).not.toContain('\n');
    return error as CsvError;
  }
  throw new Error('nothing was refused');
}

describe('parseCsv', () => {
  it('reads names, cells without spaces around them, and each row’s line', () => {
    expect(parseCsv(flowers, { source: 'flowers.csv' })).toEqual({
      source: 'flowers.csv',
      names: ['width', 'length', 'kind'],
      decimal: '.',
      rows: [
        ['1', '2.5', 'setosa'],
        ['-3e2', '.5', 'iris "blue"'],
        ['+4', '6.', 'setosa'],
      ],
      lines: [2, 3, 5],
    });
  });

  it.each([
    ['bytes', new TextEncoder().encode('a,b\n1,é\n'), {}, [['1', 'é']], [2]],
    ['a byte order mark', '\uFEFFa,b\n1,2', {}, [['1', '2']], [2]],
    [
      'line ends of every kind',
      'a,b\r\n1,2\n3,4\r5,6\r\n',
      {},
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
      [2, 3, 4, 5].slice(0, 3),
    ],
    ['semicolons', 'a;b\n1,5;2', { delimiter: ';' }, [['1,5', '2']], [2]],
    ['tabs', 'a\tb\n1\t2', { delimiter: '\t' }, [['1', '2']], [2]],
    [
      'names given',
      '1,2\n3,4\n',
      { names: ['a', 'b'] },
      [
        ['1', '2'],
        ['3', '4'],
      ],
      [1, 2],
    ],
    [
      'a cell over two lines',
      'a,b\n"x\ny",2\n3,4\n',
      {},
      [
        ['x\ny', '2'],
        ['3', '4'],
      ],
      [3, 4],
    ],
    [
      'cells over lines that end in \\r\\n',
      'a,b\r\n"x\r\n\r\ny",2\r\n\r\n3,"\r\n"\r\n5,6',
      {},
      [
        ['x\r\n\r\ny', '2'],
        ['3', '\r\n'],
        ['5', '6'],
      ],
      [4, 7, 8],
    ],
    ['delimiters in quotes', 'a,b\n"1,2","3"\n', {}, [['1,2', '3']], [2]],
  ] as const)('%s', (_, text, options, rows, lines) => expect(parseCsv(text, options)).toMatchObject({ names: ['a', 'b'], rows, lines }));

  it.each([
    ['', undefined, 'names of the columns, got an empty file'],
    ['a,b\n', 1, 'expected rows below'],
    ['a,,c\n1,2,3', 1, 'expected a name for column 2 of 3'],
    ['a,b,a\n1,2,3', 1, 'got this one twice in "a", "b", "a"'],
    ['a,b\n1,2\n3\n', 3, 'expected 2 cells, as there are columns, got 1; there is none for "b"'],
    ['a,b\n1,2\n\n3,4,5\n', 4, 'expected 2 cells, as there are columns, got 3'],
    ['a,b\n1,"2\n3,4\n', 2, 'a closing quote'],
    ['a,b\n1,2"x"\n', 2, 'no quote inside a cell'],
    ['a,b\n1,"2"x\n', 2, 'the end of the cell'],
    // \r\n is one line end, inside quotes too.
    ['a,b\r\n"x\r\ny",1\r\nz,2,3\r\n', 4, 'got 3'],
    ['a,"b\r\nc"\r\n1,2,3\r\n', 3, 'got 3'],
    ['a,b\r\n\r\n"x\r\n\r\ny",1\r\n\r\n"z\r\n""","q"x\r\n', 8, 'the end of the cell'],
    ['a,b\r\n"x\r\ny",1\r\n\r\n1,2"\r\n', 5, 'no quote inside a cell'],
    ['a,b\n"x\ny",1\n\n1,2"\n', 5, 'no quote inside a cell'],
    ['a,b\n\n\n\n1,"x\n', 5, 'a closing quote'],
    ['a,b\r\n"x\r\n","y ""z"""\r\n\r\n"1\r\n2","3 ""4"" \r\n\r\n5', 6, 'a closing quote'],
    // The usual file of a German spreadsheet.
    ['id;size\n1;1,75\n2;1,80\n', 2, 'as there are columns, got 2; are the cells separated by ";"? Give that as the delimiter'],
  ])('%j is refused at line %s', (text, line, message) =>
    expect(refused(() => parseCsv(text))).toMatchObject({ line, message: expect.stringContaining(message) }),
  );

  it('bytes that are not UTF-8 are refused with their line', () => {
    const latin1 = Uint8Array.from(Buffer.from('a,b\n1,2\n3,\xE9\n5,6\n', 'latin1'));
    expect(refused(() => parseCsv(latin1, { source: 'x.csv' })).message).toBe(
      'x.csv, line 3: expected text in UTF-8, got other bytes; save the file as UTF-8',
    );
  });

  it.each([
    ['id;size\n1;1,75\n', ';'],
    ['id\tsize\n1,5\t2\n', '\t'],
  ])('the error of %j states the option that would read it', (text, value) =>
    expect(refused(() => parseCsv(text)).option).toEqual({ name: 'delimiter', value }),
  );

  it('bytes beyond the longest text are not said to be no UTF-8', () =>
    expect(() => parseCsv(new Uint8Array(2 ** 29), { source: 'x.csv' })).toThrow(
      new RangeError('parseCsv: x.csv has 536870912 bytes, more than a text can hold here; read it in parts'),
    ));

  it.each(['', ',,', '"', '\n', '😀'])('the delimiter %j is refused', (delimiter) =>
    expect(() => parseCsv('a', { delimiter })).toThrow(RangeError),
  );
});

it.each([
  [
    'a kind that is no text',
    () => parseCsv(7 as unknown as string),
    "parseCsv: expected a text, or a file's bytes as a Uint8Array, got number",
  ],
  [
    'an option misspelt',
    () => parseCsv('a\n1', { delimeter: ';' } as object),
    'parseCsv: unknown option "delimeter"; known are source, delimiter, decimal, names',
  ],
  ['an option of columnsOf', () => columnsOf(parseCsv('a\n1'), { without: [] } as object), 'columnsOf: unknown option "without"'],
])('%s is a TypeError', (_, read, message) =>
  expect(read).toThrow(expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) })),
);

it('more numbers than a tensor should hold are refused before they are made', () => {
  const categories = Array.from({ length: 2 ** 14 + 1 }, (_, i) => `c${i}`);
  const table = { source: 'csv', names: ['a'], decimal: '.' as const, rows: Array.from({ length: 2 ** 14 }, () => ['c0']), lines: [] };
  expect(() => encode(table, [{ name: 'a', kind: 'category', categories }])).toThrow(
    'encode: expected at most 2^28 numbers, got 16384 rows of 16385 features',
  );
});

describe('columnsOf', () => {
  it('tells numbers from categories, which it sorts', () => {
    expect(columnsOf(parseCsv(flowers))).toEqual([
      { name: 'width', kind: 'number' },
      { name: 'length', kind: 'number' },
      { name: 'kind', kind: 'category', categories: ['iris "blue"', 'setosa'] },
    ]);
  });

  const table = parseCsv('id,size,grade\n1,10,2\n2,20,1\n3,30,2\n');
  it('leaves out and takes numbers for categories where told', () =>
    expect(columnsOf(table, { names: ['grade', 'size', 'id'], except: ['id'], categories: ['grade'] })).toEqual([
      { name: 'grade', kind: 'category', categories: ['1', '2'] },
      { name: 'size', kind: 'number' },
    ]));

  it.each([
    ['a,b\n1,2\n,4\n', 3, 'a', 'got an empty cell'],
    ['a,b\nx,2\ny,""\n', 3, 'b', 'got an empty cell'],
    ['a,b\n1,2\nNA,4\n', 3, 'a', 'expected a value, got "NA"'],
    ['a,b\n1,2\n3,?\n', 3, 'b', 'expected a value, got "?"'],
    ['a,b\n1,2\n3,4\nx,5\n', 4, 'a', 'expected a number as in line 2, got "x"'],
    ['a,b\nx,2\n3,4\n', 2, 'a', 'expected a number as in line 3, got "x"'],
    ['a,b\n1,2\n"1,5",4\n', 3, 'a', 'got "1,5", which looks like a number with a decimal comma; give "," as the decimal'],
    ['a,b\n1,2\n0x10,4\n', 3, 'a', 'got "0x10"'],
    ['a,b\n1,2\nInfinity,4\n', 3, 'a', 'got "Infinity"'],
    ['a,b\nred,2\nNA,4\n', 3, 'a', 'expected a value, got "NA"; fill it in or leave the row out, or name the column among the categories'],
    ['a,b\nred,2\n?,4\n', 3, 'a', 'expected a value, got "?"'],
    ['a,b\nnull,2\nblue,4\n', 2, 'a', 'expected a value, got "null"'],
    ['a\n"1,234"\n"1,5"\n', 3, 'a', 'a number with a decimal comma; give "," as the decimal'],
    ['a\nx\n"12,75"\n', 3, 'a', 'a number with a decimal comma'],
    ['a\n"1,234"\n"12,345,678"\n', 2, 'a', 'thousands set apart, or with a decimal comma; take the mark out, or say'],
    ['a\n"12,345,678"\n', 2, 'a', 'a number with thousands set apart; take the marks'],
    ['a\n"0,123"\n', 2, 'a', 'a number with a decimal comma'],
    ['a\n1 000\n', 2, 'a', 'thousands set apart'],
    ['a\n1\u00A0000\n', 2, 'a', 'thousands set apart'],
    ["a\n1'000.50\n", 2, 'a', 'thousands set apart'],
    ['a\n"$10,010"\n', 2, 'a', 'an amount of money'],
    ['a\n-€5\n', 2, 'a', 'an amount of money'],
    ['a\n3.50 €\n', 2, 'a', 'an amount of money'],
    ['a\n5%\n', 2, 'a', 'a percentage; take the sign out'],
    ['a\n5.5 %\n', 2, 'a', 'a percentage'],
    ['a\n\u22125\n', 2, 'a', 'a dash for a minus'],
    ['a\n0x10\n', 2, 'a', 'a hexadecimal number'],
    ['a\n2024-01-31\n', 2, 'a', 'a date; write it as a number of days'],
    ['a\n31.01.2024 12:00\n', 2, 'a', 'a date'],
    ['a\n12:30\n', 2, 'a', 'a time of day'],
    // Seconds since 1970 over a hundred seconds: float32 has every 128th.
    [
      `a\n${Array.from({ length: 100 }, (_, i) => 1_700_000_000 + i).join('\n')}`,
      66,
      'a',
      'got "1700000064", which is 1700000000 there; subtract "1700000000"',
    ],
    ['a\n16777216\n16777217\n', 3, 'a', 'got "16777217", which is 16777216 there'],
    ['a\n1000000.01\n1000000.02\n', 3, 'a', 'numbers that float32 tells apart'],
    [
      `a\n${'row\n'.repeat(3)}${Array.from({ length: 1000 }, (_, i) => `row ${i}`).join('\n')}`,
      1004,
      'a',
      'at most 1000 different categories',
    ],
  ])('%.40j is refused at line %s, column %s', (text, line, column, message) => {
    const error = refused(() => columnsOf(parseCsv(text)));
    expect(error).toMatchObject({ line, column, message: expect.stringContaining(message) });
    expect(error.message).toContain(`csv, line ${line}, column "${column}": `);
  });

  it.each([
    ['no such column', table, 'expected one of the columns "id", "size", "grade", got "siez"'],
    ['another delimiter', parseCsv('size;siez\n1;2\n'), 'are the cells separated by ";"? Give that as the delimiter'],
  ])('%s is refused', (_, table, message) => expect(refused(() => columnsOf(table, { names: ['siez'] })).message).toContain(message));
});

it.each([
  ['ages and sizes', 'a\n18-25\n26-40\n65+\n'],
  ['versions', 'a\n1.2.3\n2.0.0\n'],
  ['words that begin with digits', 'a\n3rd\n1st\n5 km\n'],
  ['no and unknown', 'a\nnone\nunknown\nyes\n'],
])('%s are categories', (_, text) => expect(columnsOf(parseCsv(text))).toMatchObject([{ kind: 'category' }]));

it.each([
  ['NA', 'a\nNA\nDE\n', ['DE', 'NA']],
  ['1,5', 'a\n"1,5"\n2\n', ['1,5', '2']],
  ['dates', 'a\n2024-01-31\n2024-02-01\n', ['2024-01-31', '2024-02-01']],
  ['long numbers', 'a\n16777216\n16777217\n', ['16777216', '16777217']],
])('%s are categories where told', (_, text, categories) =>
  expect(columnsOf(parseCsv(text), { categories: ['a'] })).toEqual([{ name: 'a', kind: 'category', categories }]),
);

it.each([
  ['populations', '123456789\n87654321\n5000000'],
  ['a constant', '0.1\n0.1\n0.1'],
  ['one number', '1700000067'],
  ['seconds since 1970 over years', Array.from({ length: 100 }, (_, i) => 1_600_000_000 + i * 1_000_000).join('\n')],
])('%s are numbers, which float32 rounds by little', (_, cells) =>
  expect(columnsOf(parseCsv(`a\n${cells}\n`))).toEqual([{ name: 'a', kind: 'number' }]),
);

describe('a decimal comma', () => {
  const german = (cells: string) => parseCsv(`a;b\n${cells}`, { delimiter: ';', decimal: ',' });

  it('is read where told', () => {
    const table = german('1,5;x\n-,25e1;y\n3;x\n');
    expect(encode(table, columnsOf(table)).toArray()).toEqual([
      [1.5, 1, 0],
      [-2.5, 0, 1],
      [3, 1, 0],
    ]);
  });

  it.each([
    ['1.5;x\n', 'a number with a decimal point; give "." as the decimal'],
    ['1.234,5;x\n', 'a number with thousands set apart'],
    ['1,5;x\n1.234;y\n', 'a number with thousands set apart'],
  ])('%j beside it is refused', (cells, message) => expect(refused(() => columnsOf(german(cells))).message).toContain(message));

  it('errors state the option that would read it', () => {
    const table = parseCsv('a;b\n1,5;2\n', { delimiter: ';' });
    expect(refused(() => columnsOf(table)).option).toEqual({ name: 'decimal', value: ',' });
  });

  it('another is refused', () =>
    expect(() => parseCsv('a\n1', { decimal: "'" as ',' })).toThrow(new RangeError('parseCsv: expected "." or "," as decimal, got "\'"')));
});

describe('encode', () => {
  const table = parseCsv(flowers);
  const columns = columnsOf(table);

  it('numbers as they are, categories one-hot, features named', () => {
    expect(encode(table, columns).toArray()).toEqual([
      [1, 2.5, 0, 1],
      [-300, 0.5, 1, 0],
      [4, 6, 0, 1],
    ]);
    expect(featureNames(columns)).toEqual(['width', 'length', 'kind=iris "blue"', 'kind=setosa']);
  });

  it('encodes another file’s rows like the first’s, whatever the order of its columns', () => {
    const kept = JSON.parse(JSON.stringify(columns)) as readonly Column[];
    expect(encode(parseCsv('kind,width,length,more\nsetosa,7,8,9\n'), kept).toArray()).toEqual([[7, 8, 0, 1]]);
  });

  it('class indices', () => {
    const kind = columns[2]!;
    expect(classIndices(table, kind).toArray()).toEqual([1, 0, 1]);
    expect(() => classIndices(table, columns[0]!)).toThrow(
      new RangeError('classIndices: expected a column of categories, "width" holds numbers; name it among the categories'),
    );
  });

  it.each([
    ['kind,width,length\nvirginica,1,2\n', 2, 'kind', 'expected one of "iris \\"blue\\"", "setosa", got "virginica"'],
    ['kind,width,length\nsetosa,1,2\nsetosa,1,\n', 3, 'length', 'expected a number, got ""'],
    ['kind,width,length\nsetosa,1e39,2\n', 2, 'width', 'within float32'],
    ['kind,width\nsetosa,1\n', undefined, undefined, 'expected one of the columns "kind", "width", got "length"'],
  ])('%j is refused', (text, line, column, message) =>
    expect(refused(() => encode(parseCsv(text), columns))).toMatchObject({ line, column, message: expect.stringContaining(message) }),
  );
});

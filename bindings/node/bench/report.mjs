import { summary } from './stats.mjs';

const WRITE = {
  ratio: (value) => value.toFixed(3),
  milliseconds: (value) => `${value.toFixed(2)} ms`,
  megabytes: (value) => `${value.toFixed(2)} MB`,
};

/** Rows, printed as they come or, for machines, at the end. */
export class Report {
  #table;
  #rows = [];

  constructor(table) {
    this.#table = table;
  }

  add({ name, values, unit, most, note }) {
    const { median: value, quartiles } = summary(values);
    const row = {
      name,
      value,
      ...(values.length > 1 && { spread: quartiles }),
      unit,
      ...(most !== undefined && { at_most: most, met: value <= most }),
      note,
    };
    if (this.#table) {
      if (this.#rows.length === 0) print(['', 'measured', 'quartiles', 'target', '', '']);
      print(cells(row));
    }
    this.#rows.push(row);
  }

  finish() {
    if (!this.#table) console.log(JSON.stringify(this.#rows, null, 2));
    return this.#rows.every(({ met }) => met !== false);
  }
}

function cells({ name, value, spread, unit, at_most, met, note }) {
  const write = WRITE[unit];
  const verdict = met === undefined ? '' : met ? 'met' : 'NOT MET';
  return [name, write(value), spread ? spread.map(write).join(' - ') : '', at_most === undefined ? '' : `<= ${write(at_most)}`, verdict, note];
}

function print([name, measured, spread, target, verdict, note]) {
  const line = [name.padEnd(26), measured.padStart(10), ` ${spread.padEnd(20)}`, target.padEnd(12), verdict.padEnd(8), note];
  console.log(line.join(' ').trimEnd());
}

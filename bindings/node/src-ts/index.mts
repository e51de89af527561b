// One copy of everything for `import` and `require`, so that `instanceof` holds between them.
export * from './index.js';

// A second opinion on the markup: heading order, landmarks, names of controls, inline styles.
import { join } from 'node:path';
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate';
import { htmlFiles, site, verdict } from './judge.mjs';

const rules = {
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // A checksum on a script of the same folder makes browsers refuse it from disk.
    'require-sri': 'off',
    // A frame of code that scrolls is a region, and stays the <pre> it is.
    'prefer-native-element': ['error', { exclude: ['region'] }],
    // These are matters of taste that the Nu checker accepts either way.
    'doctype-style': 'off',
    'no-implicit-close': 'off',
    'attr-quotes': 'off',
  },
};
const folder = site();
const validator = new HtmlValidate(new FileSystemConfigLoader(rules));
const findings = [];
for (const path of htmlFiles(folder)) {
  const report = await validator.validateFile(join(folder, path));
  for (const { messages } of report.results) {
    findings.push(...messages.map(({ line, column, ruleId, message }) => `${path}:${line}:${column}: ${message} (${ruleId})`));
  }
}
verdict('html-validate', findings);

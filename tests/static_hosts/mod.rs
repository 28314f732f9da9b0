//! The hosts that a site must work on, each started on the loopback as its users start it. Those with a recipe in
//! `docs/hosting/` run the recipe.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

pub mod http;
pub mod walk;

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub struct Host {
    pub name: &'static str,
    program: &'static str,
    /// Fills in the command; gets what to serve and a folder for its own files.
    command: fn(&mut Command, &Served<'_>, &Path),
    /// Whether it works below a path too.
    pub below_a_path: bool,
    /// Whether it shows the site's own page for addresses that do not exist.
    pub own_missing_page: bool,
}

pub struct Served<'a> {
    pub folder: &'a Path,
    pub port: u16,
    /// Where in the folder the site lies: `/` or `/kb/`.
    pub base: &'static str,
}

pub const HOSTS: [Host; 8] = [
    Host { name: "nginx", program: "nginx", command: nginx, below_a_path: true, own_missing_page: true },
    Host { name: "caddy", program: "caddy", command: caddy, below_a_path: true, own_missing_page: true },
    Host {
        name: "lighttpd",
        program: "lighttpd",
        command: lighttpd,
        below_a_path: true,
        own_missing_page: true,
    },
    Host { name: "apache2", program: "apache2", command: apache, below_a_path: true, own_missing_page: true },
    Host {
        name: "busybox httpd",
        program: "busybox",
        command: busybox,
        below_a_path: true,
        own_missing_page: true,
    },
    Host {
        name: "python3 -m http.server",
        program: "python3",
        command: python,
        below_a_path: true,
        own_missing_page: false,
    },
    // It serves folders without their slash, so that below a path even a link to the style leads astray.
    Host { name: "serve", program: "node", command: serve, below_a_path: false, own_missing_page: true },
    Host {
        name: "http-server",
        program: "node",
        command: http_server,
        below_a_path: true,
        own_missing_page: false,
    },
];

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub fn recipe(name: &str) -> String {
    let path = project("docs/hosting").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A recipe with the places put in that every reader of it has to put in too.
fn filled(name: &str, places: &[(&str, String)]) -> String {
    let mut text = recipe(name);
    for (from, to) in places {
        assert!(text.contains(from), "docs/hosting/{name} has no `{from}`");
        text = text.replace(from, to);
    }
    text
}

fn nginx(command: &mut Command, served: &Served<'_>, own: &Path) {
    let Served { folder, port, base } = served;
    let places = [
        ("listen 80;", format!("listen 127.0.0.1:{port};")),
        ("root /srv/errors;", format!("root {};", folder.display())),
        ("error_page 403 404 =404 /404.html;", format!("error_page 403 404 =404 {base}404.html;")),
    ];
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("{what}_temp_path {};\n", own.join(what).display()))
        .concat();
    let whole = format!(
        "daemon off;\nmaster_process off;\npid {own}/pid;\nerror_log {own}/log;\nevents {{}}\nhttp {{\ninclude /etc/nginx/mime.types;\naccess_log off;\n{temporary}{}}}\n",
        filled("nginx.conf", &places),
        own = own.display(),
    );
    fs::write(own.join("nginx.conf"), whole).expect("the folder is ours");
    command.arg("-e").arg(own.join("log")).arg("-c").arg(own.join("nginx.conf"));
}

fn caddy(command: &mut Command, served: &Served<'_>, own: &Path) {
    let Served { folder, port, base } = served;
    let places = [
        (":80 {", format!("{{\n\tadmin off\n\tauto_https off\n}}\n:{port} {{\n\tbind 127.0.0.1")),
        ("/srv/errors", folder.display().to_string()),
        ("rewrite * /404.html", format!("rewrite * {base}404.html")),
    ];
    fs::write(own.join("Caddyfile"), filled("Caddyfile", &places)).expect("the folder is ours");
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(own.join("Caddyfile"));
    command.env("HOME", own).env("XDG_DATA_HOME", own).env("XDG_CONFIG_HOME", own);
}

fn lighttpd(command: &mut Command, served: &Served<'_>, own: &Path) {
    let Served { folder, port, base } = served;
    let whole = format!(
        "server.modules = (\"mod_indexfile\", \"mod_staticfile\")
server.bind = \"127.0.0.1\"
server.port = {port}
server.document-root = \"{root}\"
server.errorfile-prefix = \"{root}{base}\"
index-file.names = (\"index.html\")
include_shell \"/usr/share/lighttpd/create-mime.conf.pl\"
",
        root = folder.display(),
    );
    fs::write(own.join("conf"), whole).expect("the folder is ours");
    command.arg("-D").arg("-f").arg(own.join("conf"));
}

fn apache(command: &mut Command, served: &Served<'_>, own: &Path) {
    let Served { folder, port, base } = served;
    let modules: String = ["mpm_event", "authz_core", "dir", "mime"]
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .concat();
    let whole = format!(
        "{modules}ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {own}/pid
ErrorLog {own}/log
DefaultRuntimeDir {own}
Mutex file:{own} default
TypesConfig /etc/mime.types
DocumentRoot {root}
DirectoryIndex index.html
ErrorDocument 404 {base}404.html
<Directory {root}>
Require all granted
</Directory>
",
        own = own.display(),
        root = folder.display()
    );
    fs::write(own.join("conf"), whole).expect("the folder is ours");
    command.arg("-X").arg("-f").arg(own.join("conf"));
}

fn busybox(command: &mut Command, served: &Served<'_>, own: &Path) {
    let Served { folder, port, base } = served;
    let missing = folder.join(base.trim_start_matches('/')).join("404.html");
    fs::write(own.join("conf"), format!("E404:{}\n", missing.display())).expect("the folder is ours");
    command.args(["httpd", "-f", "-p", &format!("127.0.0.1:{port}"), "-h"]).arg(folder);
    command.arg("-c").arg(own.join("conf"));
}

fn python(command: &mut Command, served: &Served<'_>, _: &Path) {
    command.args(["-m", "http.server", &served.port.to_string(), "--bind", "127.0.0.1", "--directory"]);
    command.arg(served.folder);
}

fn serve(command: &mut Command, served: &Served<'_>, _: &Path) {
    command.arg(project("node_modules/serve/build/main.js"));
    command.args(["--no-clipboard", "--no-request-logging", "--listen"]);
    command.arg(format!("tcp://127.0.0.1:{}", served.port)).arg(served.folder);
}

fn http_server(command: &mut Command, served: &Served<'_>, _: &Path) {
    command.arg(project("node_modules/http-server/bin/http-server")).arg(served.folder);
    command.args(["-a", "127.0.0.1", "-p", &served.port.to_string(), "--silent"]);
}

/// A running host; it is gone when this is dropped.
pub struct Running {
    child: Child,
    pub port: u16,
    /// Its own files.
    own: tempfile::TempDir,
}

impl Host {
    /// What keeps it from being started here.
    pub fn missing(&self) -> Option<String> {
        let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
            .chain(["/usr/sbin".into()])
            .any(|folder| folder.join(self.program).is_file());
        let installed = self.program != "node" || project("node_modules").join(self.name).is_dir();
        (!found || !installed).then(|| format!("no {}", self.name))
    }

    pub fn start(&self, folder: &Path, base: &'static str) -> Running {
        let own = tempfile::tempdir().expect("a temporary folder can be made");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.expect("the loopback has a free port").port();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new(self.program);
        command.env("PATH", format!("{path}:/usr/sbin")).current_dir(own.path()).stdin(Stdio::null());
        (self.command)(&mut command, &Served { folder, port, base }, own.path());
        let log = fs::File::create(own.path().join("output")).expect("the folder is ours");
        command.stdout(Stdio::null()).stderr(log);
        let child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let mut running = Running { child, port, own };
        let until = Instant::now() + Duration::from_mins(1);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = running.child.try_wait().ok().flatten();
            let said = || fs::read_to_string(running.own.path().join("output")).unwrap_or_default();
            assert!(ended.is_none() && Instant::now() < until, "{} does not start: {}", self.name, said());
            std::thread::sleep(Duration::from_millis(20));
        }
        running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

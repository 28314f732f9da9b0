use std::path::Path;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let sources = errbook::source::read(Path::new(".")).unwrap();
    let (base, _) = errbook::base::load(&sources);
    let theme = errbook::theme::Theme::load(None).unwrap();
    let setting = errbook::pages::Setting { base: &base, theme: &theme };
    for page in setting.pages() {
        let path = Path::new(&dir).join(setting.path(page));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, errbook::pages::prepare(page, &setting).render().unwrap()).unwrap();
    }
}

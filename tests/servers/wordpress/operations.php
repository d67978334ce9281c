<?php
// Reads [[name, argument, …], …] as JSON and carries it out with WordPress's own functions; prints the results as JSON.
$operations = json_decode(stream_get_contents(STDIN), true);
$_SERVER['HTTP_HOST'] = parse_url(getenv('WORDPRESS_SITE'), PHP_URL_HOST);
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
$first = $operations[0][0] === 'install';
if ($first) {
    define('WP_INSTALLING', true);
    $connection = mysqli_init();
    mysqli_real_connect($connection, 'localhost', 'root', '', null, 0, getenv('WORDPRESS_SOCKET'));
    mysqli_query($connection, 'CREATE DATABASE wordpress CHARACTER SET utf8mb4');
}
require getenv('WORDPRESS_ROOT') . '/wp-load.php';

function install() {
    require_once ABSPATH . 'wp-admin/includes/upgrade.php';
    wp_install('Wire and Harbor', 'editor', 'editor@wireandharbor.example', true, '', 'only for tests');
    $options = [
        'permalink_structure' => '/%year%/%monthnum%/%postname%/', 'page_comments' => 1, 'comments_per_page' => 50,
        'thread_comments' => 1, 'thread_comments_depth' => 5, 'comment_moderation' => 0, 'comment_previously_approved' => 0,
        'comments_notify' => 0, 'moderation_notify' => 0, 'timezone_string' => 'Asia/Tokyo',
    ];
    array_walk($options, fn($value, $name) => update_option($name, $value));
    switch_theme('twentytwentyone');
    wp_delete_post(1, true);
    global $wp_rewrite;
    $wp_rewrite->init();
    $wp_rewrite->flush_rules(false);
    return true;
}

function story($slug, $title, $content) {
    return wp_insert_post(['post_name' => $slug, 'post_title' => $title, 'post_content' => $content,
        'post_status' => 'publish', 'post_date_gmt' => '2026-11-20 08:00:00', 'post_date' => '2026-11-20 17:00:00', 'post_author' => 1]);
}

// As an import does it: the count is brought up to date once, at the end.
function seeded($post, $comments) {
    wp_defer_comment_counting(true);
    $ids = [];
    foreach ($comments as [$text, $author, $answers]) {
        $ids[] = wp_insert_comment(['comment_post_ID' => $post, 'comment_content' => $text, 'comment_author' => $author,
            'comment_author_email' => 'reader@plainpress.example', 'comment_parent' => $answers === null ? 0 : $ids[$answers]]);
    }
    wp_defer_comment_counting(false);
    return $ids;
}

function rows($post) {
    global $wpdb;
    return $wpdb->get_results($wpdb->prepare("SELECT * FROM $wpdb->comments WHERE comment_post_ID = %d", $post), ARRAY_A);
}

$known = [
    'install' => 'install',
    'story' => 'story',
    'seeded' => 'seeded',
    'rows' => 'rows',
    'option' => 'update_option',
    'theme' => fn($name) => switch_theme($name),
    'edited' => fn($id, $text) => wp_update_comment(['comment_ID' => $id, 'comment_content' => $text]),
    'trashed' => fn($id) => wp_trash_comment($id),
    'restored' => fn($id) => wp_untrash_comment($id),
    'unapproved' => fn($id) => wp_set_comment_status($id, 'hold'),
    'marked as spam' => fn($id) => wp_spam_comment($id),
    'deleted for good' => fn($id) => wp_delete_comment($id, true),
];
$results = [];
foreach ($operations as $operation) {
    $results[] = call_user_func_array($known[$operation[0]], array_slice($operation, 1));
}
echo "\n", json_encode($results), "\n";

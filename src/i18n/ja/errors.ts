import type { errors as english } from "../en/errors.ts";
import type { Translation } from "../types.ts";

export const errors: Translation<typeof english> = {
  "error.retry": "もう一度試す",
  "error.dismiss": "閉じる",
  "error.details": "詳細",
  "error.browser-unsupported.what": "このブラウザーではエンドツーエンド暗号化を利用できません。",
  "error.browser-unsupported.do":
    "最新の Chrome、Edge、Firefox のいずれかで、HTTPS のページとして開いてください。",
  "error.sdk-incompatible.what": "インストールされている sora-js-sdk には、暗号化に必要な機能がありません。",
  "error.sdk-incompatible.do":
    "react-sora-e2ee が対応するバージョンの sora-js-sdk をインストールしてください。",
  "error.invalid-options.what": "利用できない設定が指定されています。",
  "error.invalid-options.do": "詳細に示された設定を修正してください。",
  "error.codec-unsupported.what": "指定された映像または音声のコーデックは暗号化できません。",
  "error.codec-unsupported.do": "映像は VP8、音声は Opus を選んでください。",
  "error.metadata-failed.what": "参加に必要な認証情報を取得できませんでした。",
  "error.metadata-failed.do":
    "ネットワークを確認してから、もう一度お試しください。理由は詳細に記載されています。",
  "error.device-permission-denied.what": "カメラやマイクの使用がブラウザーで許可されていません。",
  "error.device-permission-denied.do":
    "アドレスバーの横でカメラとマイクの使用を許可してから、もう一度お試しください。",
  "error.device-not-found.what": "カメラまたはマイクが見つかりません。",
  "error.device-not-found.do": "カメラとマイクを接続してから、もう一度お試しください。",
  "error.device-in-use.what":
    "カメラまたはマイクを起動できませんでした。ほかのアプリが使用している可能性があります。",
  "error.device-in-use.do": "使用している可能性のあるアプリを終了してから、もう一度お試しください。",
  "error.processor-failed.what":
    "カメラまたはマイクのエフェクトが動作しません。相手にはエフェクトなしで送信されます。",
  "error.processor-failed.do": "別のエフェクトか「なし」を選択してください。",
  "error.screen-unsupported.what": "このブラウザーでは画面を共有できません。",
  "error.screen-unsupported.do": "パソコンのブラウザーで、HTTPS のページとして開いてください。",
  "error.screen-not-allowed.what": "ここでは画面の共有が許可されていません。",
  "error.screen-not-allowed.do":
    "システム設定で、ブラウザーに画面収録を許可してください。別のページに埋め込まれている場合は、このページを新しいタブで開いてください。",
  "error.screen-not-chosen.what": "共有する画面が選択されませんでした。",
  "error.screen-not-chosen.do":
    "共有するには、もう一度ボタンを押して、画面、ウィンドウ、タブのいずれかを選択してください。",
  "error.screen-not-found.what": "共有できる画面、ウィンドウ、タブが見つかりません。",
  "error.screen-not-found.do": "共有するウィンドウを開いてから、もう一度お試しください。",
  "error.screen-not-readable.what": "この画面やウィンドウの取り込みをシステムに拒否されました。",
  "error.screen-not-readable.do": "別の画面やウィンドウを選択するか、ブラウザーを再起動してください。",
  "error.screen-constraints.what": "このページの設定では、この画面を共有できません。",
  "error.screen-constraints.do":
    "別の画面やウィンドウを選択してください。どれを選んでも共有できない場合は、詳細の内容をお知らせください。",
  "error.screen-needs-click.what": "画面の共有は、このページでの操作の直後にだけ開始できます。",
  "error.screen-needs-click.do": "このページをクリックしてから、もう一度ボタンを押してください。",
  "error.screen-failed.what": "画面を共有できませんでした。",
  "error.screen-failed.do": "もう一度お試しください。繰り返す場合は、ブラウザーを再起動してください。",
  "error.recording-unsupported.what": "このブラウザーでは通話を録画できません。",
  "error.recording-unsupported.do": "パソコンで、最新の Chrome、Edge、Firefox のいずれかを使ってください。",
  "error.recording-not-chosen.what": "録画の保存先が選択されませんでした。",
  "error.recording-not-chosen.do": "録画するには、もう一度ボタンを押して、保存先を選択してください。",
  "error.recording-declined.what": "同意した参加者がいないため、録画されませんでした。",
  "error.recording-declined.do": "通話の中で相談してから、もう一度お試しください。",
  "error.recording-failed.what": "録画に失敗したため、停止しました。",
  "error.recording-failed.do": "ディスクの空き容量を確認してから、もう一度録画してください。",
  "error.wasm-not-found.what": "Sora の暗号化モジュールを読み込めませんでした。",
  "error.wasm-not-found.do": "wasm.wasm と wasm_exec.js の URL を確認してください。",
  "error.wasm-invalid.what": "暗号化モジュールの URL にあるファイルは WebAssembly ではありません。",
  "error.wasm-invalid.do": "サーバーが HTML ではなく wasm.wasm そのものを返しているか確認してください。",
  "error.wasm-integrity-mismatch.what": "暗号化モジュールが想定したファイルと一致しません。",
  "error.wasm-integrity-mismatch.do":
    "変わった理由がわかるまで利用しないでください。意図した更新であれば、新しい integrity の値を設定してください。",
  "error.wasm-runtime-mismatch.what": "暗号化モジュールと wasm_exec.js の組み合わせが正しくありません。",
  "error.wasm-runtime-mismatch.do":
    "wasm.wasm のビルドに使われた Go に付属する wasm_exec.js を使ってください。",
  "error.wasm-no-global.what": "暗号化モジュールは起動しましたが、Sora のモジュールの機能がありません。",
  "error.wasm-no-global.do": "wasm.wasm が Sora のエンドツーエンド暗号化モジュールか確認してください。",
  "error.wasm-crashed.what": "暗号化モジュールが異常終了したため、安全のために通話を終了しました。",
  "error.wasm-crashed.do": "もう一度参加してください。",
  "error.worker-crashed.what":
    "暗号化を行う Worker が停止したか、起動できなかったため、安全のために通話を終了しました。",
  "error.worker-crashed.do": "もう一度参加してください。繰り返す場合はページを再読み込みしてください。",
  "error.server-unreachable.what": "サーバーから応答がありません。",
  "error.server-unreachable.do": "ネットワークとシグナリング URL を確認してから、もう一度お試しください。",
  "error.signaling-refused.what": "サーバーに接続を拒否されました。",
  "error.signaling-refused.do": "チャネルと参加の権限を確認してください。理由は詳細に記載されています。",
  "error.e2ee-disabled.what": "サーバーでエンドツーエンド暗号化が無効になっています。",
  "error.e2ee-disabled.do":
    "sora.conf で e2ee = true を設定するか（Sora 2024.1 まで）、messaging リレーを使ってください（Sora 2024.2 以降）。",
  "error.e2ee-routing-missing.what": "このサーバーには鍵メッセージを中継する機能がありません。",
  "error.e2ee-routing-missing.do":
    'messaging リレーを使ってください。オプションの relay に "messaging" を指定します。',
  "error.messaging-disabled.what":
    "鍵の受け渡しに使うリアルタイムメッセージング機能が、サーバーで無効になっています。",
  "error.messaging-disabled.do":
    "sora.conf で data_channel_messaging = true と data_channel_signaling = true を設定するか、signaling リレーを使ってください（Sora 2024.1 まで）。",
  "error.messaging-label-refused.what": "鍵の受け渡しに使うデータチャネルをサーバーに拒否されました。",
  "error.messaging-label-refused.do":
    "オプションの relay で別のラベルを指定するか、Sora 2024.2 より前の場合は senderHeader を false にしてください。",
  "error.notifications-disabled.what": "サーバーから参加と退出が通知されません。",
  "error.notifications-disabled.do": "sora.conf で signaling_notify = true を設定してください。",
  "error.notification-connection-id-disabled.what": "サーバーから参加者のコネクション ID が通知されません。",
  "error.notification-connection-id-disabled.do":
    "sora.conf で signaling_notify_connection_id = true を設定してください。",
  "error.notification-metadata-disabled.what": "サーバーから参加者の公開鍵が届きません。",
  "error.notification-metadata-disabled.do":
    "sora.conf で signaling_notify_metadata = true を設定してください。",
  "error.rpc-failed.what": "サーバーがリクエストを処理できませんでした。",
  "error.rpc-failed.do": "もう一度お試しください。サーバーの応答は詳細に記載されています。",
  "error.connection-lost.what": "接続が切れました。",
  "error.connection-lost.do": "ネットワークを確認してから、もう一度参加してください。",
  "error.connection-timeout.what": "接続がタイムアウトしました。",
  "error.connection-timeout.do": "ネットワークを確認してから、もう一度お試しください。",
  "error.aborted.what": "参加をキャンセルしました。",
  "error.aborted.do": "準備ができたら、もう一度参加してください。",
  "error.invalid-bundle.what": "参加者から正しくない公開鍵が届きました。",
  "error.invalid-bundle.do": "その参加者に、いったん退出して参加し直すよう伝えてください。",
  "error.invalid-message.what": "正しくないメッセージが届いたため、拒否しました。",
  "error.invalid-message.do": "映像が表示されない参加者がいる場合は、参加し直すよう伝えてください。",
  "error.invalid-state.what": "この操作は、現在の状態では実行できません。",
  "error.invalid-state.do": "いったん退出してから、もう一度参加してください。",
  "error.unknown-peer.what": "チャネルに参加していない相手から鍵メッセージが届きました。",
  "error.unknown-peer.do": "すでに拒否したため、対応は不要です。",
  "error.session-exists.what": "同じ参加者との二重の鍵交換を拒否しました。",
  "error.session-exists.do": "映像が表示されない参加者がいる場合は、参加し直すよう伝えてください。",
  "error.too-many-skipped.what": "参加者からの鍵メッセージが数多く失われています。",
  "error.too-many-skipped.do":
    "30 秒ほどお待ちください。解消しない場合は、その参加者にいったん退出して参加し直すよう伝えてください。",
  "error.authentication-failed.what": "途中で改変された鍵メッセージが届いたため、拒否しました。",
  "error.authentication-failed.do":
    "繰り返す場合、この接続は信頼できません。サーバーやネットワークで改ざんされている可能性があります。",
  "error.forged-sender.what": "ほかの参加者になりすました鍵メッセージが届いたため、拒否しました。",
  "error.forged-sender.do": "繰り返し起きる場合は、この参加者をチャネルから退出させてください。",
  "error.message-flood.what": "必要をはるかに超える数の鍵メッセージが送られているため、破棄しています。",
  "error.message-flood.do": "収まらない場合は、この参加者をチャネルから退出させてください。",
  "error.too-many-peers.what":
    "この通話で通知されたほかの接続が 500 を超えました。超えた分は受け入れません。",
  "error.too-many-peers.do":
    "参加者がそれほど多くないのに表示される場合は、サーバーが実在しない接続を通知しています。",
  "error.invalid-connection-id.what": "サーバーから、Sora では使われない形式のコネクション ID が届きました。",
  "error.invalid-connection-id.do":
    "繰り返す場合は、サーバーを確認してください。Sora とは異なる動作をしています。",
  "error.identity-invalid.what": "参加者が通知した本人確認用の情報を確認できませんでした。",
  "error.identity-invalid.do":
    "この参加者にはご注意ください。繰り返す場合は、サーバーが通知の内容を書き換えている可能性があります。",
  "error.identity-key-reused.what": "2 つの接続が同じ鍵を通知したため、一方を拒否しました。",
  "error.identity-key-reused.do":
    "繰り返す場合は、参加者またはサーバーがほかの参加者の情報を複製しています。",
  "error.identity-key-failed.what": "このブラウザーでは、本人確認用の鍵を作成できませんでした。",
  "error.identity-key-failed.do":
    "通話はこのまま続けられます。次回以降も同じ相手として認識されるには、ブラウザーを更新してください。",
  "error.identity-storage-blocked.what":
    "本人確認用の鍵や知っている相手の情報を、このブラウザーに保存できません。保存が許可されていないか、ブラウザーが応答していません。",
  "error.identity-storage-blocked.do":
    "通話はできますが、終了すると情報は残りません。プライベートウィンドウ以外で開き、このサイトのデータ保存を許可してください。",
  "error.identity-storage-corrupted.what": "このブラウザーに保存されている本人確認用の鍵を使用できません。",
  "error.identity-storage-corrupted.do":
    "ブラウザーでこのサイトのデータを削除してください。ほかの参加者には新しい端末として表示されます。",
  "error.contacts-file-invalid.what": "このファイルから、知っている相手の一覧を読み込めませんでした。",
  "error.contacts-file-invalid.do":
    "「知っている相手」の「ファイルに保存」で保存したファイルを選んでください。",
  "error.vouch-failed.what": "ログインサーバーで、あなたの本人確認ができませんでした。",
  "error.vouch-failed.do":
    "通話はできますが、ほかの参加者には確認済みと表示されません。もう一度ログインするか、安全番号を照合してください。",
  "error.vouch-invalid.what": "ログインサーバーによるこの参加者の確認情報が、正しいものではありません。",
  "error.vouch-invalid.do": "表示された名前を信用せず、安全番号を照合してください。",
  "error.vouch-expired.what": "ログインサーバーによるこの参加者の確認情報は、有効期限が切れています。",
  "error.vouch-expired.do":
    "この参加者に参加し直すよう伝えてください。どちらかの時計がずれている場合は、合わせてください。",
  "error.vouch-wrong-key.what":
    "ログインサーバーの確認情報が、この参加者が使っている端末のものではありません。",
  "error.vouch-wrong-key.do":
    "確認情報が複製された可能性があります。表示された名前を信用せず、安全番号を照合してください。",
  "error.vouch-wrong-issuer.what": "この参加者の確認情報は、想定とは別のログインサーバーが発行したものです。",
  "error.vouch-wrong-issuer.do": "表示された名前を信用せず、安全番号を照合してください。",
  "error.vouch-wrong-audience.what": "この参加者の確認情報は、別のアプリ向けに発行されたものです。",
  "error.vouch-wrong-audience.do": "表示された名前を信用せず、安全番号を照合してください。",
  "error.vouch-unchecked.what": "ログインサーバーによるこの参加者の確認情報を検証できませんでした。",
  "error.vouch-unchecked.do":
    "ネットワークを確認して、参加し直してください。安全番号を照合することもできます。",
  "error.frame-malformed.what": "暗号化された音声や映像ではないデータが届きました。再生しません。",
  "error.frame-malformed.do": "その参加者に、エンドツーエンド暗号化を使って参加するよう伝えてください。",
  "error.frame-authentication-failed.what": "送信者の鍵では音声や映像を復号できませんでした。",
  "error.frame-authentication-failed.do":
    "数秒待っても直らない場合は、その参加者に参加し直すよう伝えてください。",
  "error.key-exhausted.what": "この通話の鍵は、安全に使える回数の上限に達しました。",
  "error.key-exhausted.do": "もう一度参加してください。新しい鍵が作られます。",
  "error.plaintext-detected.what":
    "暗号化されていない音声や映像が送信されそうになったため、送信を停止しました。",
  "error.plaintext-detected.do":
    "ブラウザーを更新してから、もう一度参加してください。詳細の内容をお知らせいただけると助かります。",
  "error.internal.what": "予期しない問題が発生しました。",
  "error.internal.do": "もう一度参加してください。繰り返す場合は、詳細の内容をお知らせください。",
};

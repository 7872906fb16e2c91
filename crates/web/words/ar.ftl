# هدهد بالعربية. كل مفتاح هنا له نظيره في en.ftl، والاختبار يقارن بينهما.

# -- في كل مكان

app-name = هدهد
back = رجوع
close = إغلاق
cancel = إلغاء
lock-private = خاصة: لا يقرؤها إلا أعضاؤها

clock-today = اليوم
clock-yesterday = أمس

size-bytes = { $size } بايت
size-kilobytes = { $size } ك.ب
size-megabytes = { $size } م.ب
size-gigabytes = { $size } غ.ب

# -- حين يتعذّر أمر

problem-not-signed-up = ليس لك حساب هنا بعد.
problem-already-signed-up = لك حساب هنا من قبل.
problem-not-a-name = الاسم من ٣ إلى ٣٢ حرفًا ورقمًا.
problem-no-such-name = لا أحد يحمل هذا الاسم.
problem-name-taken = هذا الاسم محجوز لغيرك. ما رأيك في اسم آخر؟
problem-name-reserved = هذا الاسم غير متاح. ما رأيك في اسم آخر؟
problem-name-imitates = هذا الاسم يشبه اسمًا آخر شبهًا كبيرًا.
problem-no-such-conversation = هذه المحادثة ليست على هذا الجهاز.
problem-no-such-message = لم تعد هذه الرسالة هنا.
problem-not-a-member = هذا الشخص ليس عضوًا هنا.
problem-not-active = لا تستقبل هذه المحادثة رسائل الآن.
problem-not-a-group = هذا ممكن في المجموعات فقط.
problem-not-allowed = هذا للمشرفين فقط.
problem-not-yours = هذا لمن كتب الرسالة فقط.
problem-empty = لا شيء لإرساله.
problem-too-long = هذا طويل جدًا: الحد { $limit }.
problem-not-an-emoji = هذا ليس رمزًا تعبيريًا واحدًا.
problem-too-many = { $limit ->
    [zero] لا يمكن إضافة أحد.
    [one] شخص واحد على الأكثر.
    [two] شخصان على الأكثر.
    [few] { $limit } أشخاص على الأكثر.
    [many] { $limit } شخصًا على الأكثر.
   *[other] { $limit } شخص على الأكثر.
}
problem-blocked = هذا الشخص محظور عندك.
problem-yourself = هذا أنت.
problem-refused = رفض الخادم الطلب.
problem-try-later = الخادم مشغول. حاول بعد قليل.
problem-try-later-after = { $seconds ->
    [zero] الخادم مشغول. حاول الآن من جديد.
    [one] الخادم مشغول. حاول بعد ثانية.
    [two] الخادم مشغول. حاول بعد ثانيتين.
    [few] الخادم مشغول. حاول بعد { $seconds } ثوانٍ.
    [many] الخادم مشغول. حاول بعد { $seconds } ثانية.
   *[other] الخادم مشغول. حاول بعد { $seconds } ثانية.
}
problem-forged = تعذّر التحقق مما أرسله الخادم، فلم يُستعمل.
problem-invite-unusable = لم تعد هذه الدعوة صالحة.
problem-full = امتلأت مساحة التخزين، فلم يُحفظ شيء. أفسح مكانًا ثم حاول من جديد.
problem-database = تعذّر الحفظ، فلم يتغيّر شيء. حاول من جديد.
problem-closed = أُغلق هدهد في هذه الأثناء.

# -- حين لا يُفتح الجهاز

unopened-passcode-needed = يلزم رمز الدخول.
unopened-wrong-passcode = هذا ليس رمز الدخول.
unopened-no-file-system = لا يعطي هذا المتصفح هدهد مكانًا يحفظ فيه شيئًا.
unopened-busy = هدهد مستعمل في علامة تبويب أخرى.
unopened-full = امتلأت مساحة التخزين.
unopened-damaged = ما حُفظ هنا تالف.
unopened-newer = ما حُفظ هنا من إصدار أحدث.
unopened-key-missing = مفتاح ما حُفظ هنا مفقود.
unopened-browser = تعطّل شيء في المتصفح.

# -- حال المحادثة

standing-creating = يجري إعدادها…
standing-request = تنتظر ردّك
standing-left = غادرتها
standing-removed = أُزلت منها
standing-out-of-step = يُطلب الدخول من جديد…
standing-failed = تعذّر إعدادها

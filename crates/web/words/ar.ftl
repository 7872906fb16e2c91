# هدهد بالعربية. كل مفتاح هنا له نظيره في en.ftl، والاختبار يقارن بينهما.

# -- في كل مكان

app-name = هدهد
back = رجوع
close = إغلاق
undo = تراجع
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
problem-not-a-name = الاسم من ٣ إلى ٣٢ من حروف أبجدية واحدة والأرقام و _، وأوله حرف.
name-stray = لا يصحّ «{ $char }» في الاسم: حروف أبجدية واحدة وأرقام فقط.
name-mixed = حروف الاسم من أبجدية واحدة.
name-no-letter-first = أول الاسم حرف.
name-too-short = الاسم { $least } محارف على الأقل.
name-too-long = الاسم { $most } محرفًا على الأكثر.
problem-no-such-name = لا أحد يحمل هذا الاسم.
problem-name-taken = هذا الاسم محجوز لغيرك. ما رأيك في اسم آخر؟
problem-name-reserved = هذا الاسم غير متاح. ما رأيك في اسم آخر؟
problem-name-imitates = هذا الاسم يشبه اسمًا آخر شبهًا كبيرًا.
problem-invitation = هذا الرمز خاطئ، أو استُعمل من قبل، أو انتهت مدته.
problem-suspended = أوقف من يدير الخادم هذا الحساب أو أزاله.
problem-not-an-invitation = الرمز 24 حرفًا ورقمًا. تحقق من كتابته.
problem-no-such-conversation = هذه المحادثة ليست على هذا الجهاز.
problem-no-such-message = لم تعد هذه الرسالة هنا.
problem-not-ready = مرفق هذه الرسالة لا يزال قيد الجلب أو الختم. حاول بعد قليل.
problem-not-a-member = هذا الشخص ليس عضوًا هنا.
problem-not-over = لم تنتهِ هذه المحادثة. غادرها أولًا.
problem-not-active = لا تستقبل هذه المحادثة رسائل الآن.
problem-not-a-group = هذا ممكن في المجموعات فقط.
problem-not-allowed = هذا للمشرفين فقط.
problem-no-control = لم يسلّم أي مشرف آخر هذا الجهاز ما يلزم لإزالة أحد من هنا. اطلب ذلك من مشرف آخر، أو أنشئ مجموعة جديدة.
problem-elsewhere = هذا الاسم على خادم آخر، ولا يمكنك هنا مراسلة سوى مَن على خادمك.
problem-not-a-host = هذا ليس عنوان خادم.
problem-not-yours = هذا لمن كتب الرسالة فقط.
problem-empty = لا شيء لإرساله.
problem-too-long = هذا طويل جدًا: الحد { $limit }.
problem-too-much-attached = هذا كثير على رسالة واحدة: ٣٠ ملفًا على الأكثر مع كلام قصير.
problem-not-an-emoji = هذا ليس رمزًا تعبيريًا واحدًا.
problem-too-many-reactions = بلغت التفاعلات مع هذه الرسالة حدّها الأقصى.
problem-not-a-picture = هذه الصورة أكبر من اللازم، أو لا تصلح صورةً لك.
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
problem-forged = تعذّر التحقق مما أرسله الخادم، فلم يُستعمل.
problem-other-host = الخادم على هذا العنوان يعرّف نفسه باسم آخر. راجع العنوان، أو أخبر من يدير الخادم.
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
unopened-other-build = هذه الصفحة من إصدار غير إصدار ما فتحته.
unopened-key-missing = مفتاح ما حُفظ هنا مفقود.
unopened-browser = تعطّل شيء في المتصفح.

# -- حال المحادثة

standing-creating = يجري إعدادها…
standing-request = تنتظر ردّك
standing-left = غادرت المحادثة
standing-blocked = محظور
standing-deserted = غادر الطرف الآخر
standing-removed = أُزلت من المحادثة
standing-out-of-step = يُطلب الدخول من جديد…
list-doubt = ما يُعرض هنا موضع شك
standing-failed = تعذّر إعدادها

## أشخاص

person-own = أنت
person-ambiguous = { $called } ({ $name })
person-unnamed = بلا اسم { $account }
people-and = { $before }، { $next }
conversation-unnamed = محادثة بلا عنوان

## البداية

start-opening = يُفتح الآن…
start-long = طال الأمر أكثر مما ينبغي. كثيرًا ما تنفع إعادة التحميل، ولا يضيع بها شيء.

elsewhere-title = هدهد مفتوح في علامة تبويب أخرى
elsewhere-text = محادثاتك في علامة تبويب واحدة كل مرة، حتى لا يُكتب شيء مرتين.
elsewhere-take = استعمله هنا
handed-over-title = انتقل هدهد إلى علامة تبويب أخرى
handed-over-text = طلبته علامة تبويب أخرى. وما كنت تكتبه محفوظ.
handed-over-take = أعده إلى هنا

passcode-title = هدهد مقفل
passcode-text = رمزك يفتح ما حُفظ على هذا الجهاز. لا يعرفه غيرك، ولا يستطيع أحد استعادته.
passcode-label = رمز الدخول
passcode-open = فتح
passcode-trying = يُفتح الآن…

welcome-title = هدهد
welcome-text = رسائل لا يقرؤها إلا أصحابها. بلا رقم هاتف ولا بريد إلكتروني.
welcome-invited = دعوة من { $name } للمراسلة. لن يقرأ رسائلكما غيركما. بلا رقم هاتف ولا بريد إلكتروني.
welcome-name = اختر اسمًا
welcome-hint = اختياري: به يجدك الناس. من ٣ إلى ٣٢ من حروف أبجدية واحدة والأرقام و _، وأوله حرف.
welcome-invitation = رمز الدعوة
welcome-invitation-hint = لا يقبل هذا الخادم حسابات جديدة إلا بدعوة. اطلب رمزًا ممن يشغّله.
welcome-go = متابعة
welcome-go-nameless = متابعة بلا اسم
welcome-busy = لحظة…
welcome-keys = تُصنع مفاتيحك الآن، هنا على جهازك.
welcome-host = جاء دور الخادم. حين يكثر القادمون يطلب من كل جهاز عملًا يسيرًا أولًا. يتمّ ذلك من تلقاء نفسه.
welcome-offline = تعذّر الوصول إلى الخادم. تُعاد المحاولة تلقائيًا، فاترك الصفحة مفتوحة.
welcome-unfinished = بدأت هنا من قبل. تابع بهذا الاسم أو اختر غيره.
welcome-disclosure = ما يعرفه الخادم

introduction-title = بماذا يناديك الناس؟
introduction-text = اسمك أو أي اسم تختاره، وتستطيع تغييره متى شئت.
introduction-go = متابعة
introduction-skip = ليس الآن

trouble-again = حاول من جديد
trouble-reload = إعادة التحميل
trouble-in-memory = استعمله في هذه الزيارة
trouble-rescue = احفظ نسخة في ملف
trouble-anew = البدء من جديد…
trouble-anew-text = سيُنسى الحساب وكل رسالة محفوظة هنا، بلا رجعة. والنسخة المحفوظة في ملف لا يفتحها إلا المفتاح الذي في هذا المتصفح، وهو يُنسى أيضًا.
trouble-anew-label = للتأكيد اكتب «{ $word }»
trouble-anew-word = نسيان
trouble-anew-now = انسَ كل شيء وابدأ من جديد
trouble-no-files-title = هذا المتصفح لا يحفظ شيئًا
trouble-no-files-text = في نافذة خاصة أو متصفح قديم لا يجد هدهد مكانًا لمفاتيحك ورسائلك. يمكنك استعماله في هذه الزيارة، وحين تُغلق الصفحة يذهب الحساب والرسائل معها.
trouble-busy-title = ما زال مستعملًا
trouble-busy-text = لم تترك علامة تبويب أو نافذة أخرى هدهد بعد. أغلقها، أو حاول بعد لحظة.
trouble-full-title = امتلأت مساحة التخزين
trouble-full-text = لم يبقَ متسع على هذا الجهاز أو لهذا الموقع. لم يضِع شيء: أفسح مكانًا ثم حاول من جديد.
trouble-damaged-title = تعذّرت قراءة ما حُفظ هنا
trouble-damaged-text = الملف الذي فيه محادثاتك تالف. لم يتغيّر شيء ولم يُحذف. قد تنفع المحاولة من جديد، أو نسخة أقدم من ملفات المتصفح.
trouble-build-title = تجدّد هدهد في هذه الأثناء
trouble-build-text = جزء من هذه الصفحة من إصدار غير إصدار بقيّتها. أعد التحميل ليجتمعا.
trouble-newer-title = مرّ من هنا إصدار أحدث
trouble-newer-text = ما حُفظ هنا كتبه إصدار أحدث من هذه الصفحة. أعد التحميل لتحصل عليه.
trouble-key-missing-title = المفتاح مفقود
trouble-key-missing-text = محادثاتك ما زالت هنا مشفّرة، لكن المتصفح فقد مفتاحها، كما يحدث حين يُمسح بعض بيانات الموقع. لم يُحذف شيء.
trouble-browser-title = تعطّل شيء في المتصفح
trouble-browser-text = ما حُفظ هنا لم يُمسّ. حاول من جديد، فإن لم ينفع ذلك فأعد تحميل الصفحة.

## تفاصيل المحادثة

details-title = التفاصيل
details-loading = لحظة…
details-again = حاول من جديد
details-members = { $count ->
    [zero] لا أعضاء
    [one] عضو واحد
    [two] عضوان
    [few] { $count } أعضاء
    [many] { $count } عضوًا
   *[other] { $count } عضو
}
details-you = أنت
details-admin = مشرف
details-account = معرّف الحساب
details-account-hint = للتأكد من هوية صاحب الحساب، قارن هذه الرموز بما يظهر في إعداداته، وجهًا لوجه أو عبر الهاتف.
details-called-hint = هذا الاسم من اختيار صاحبه ولا يتحقق منه أحد. أما من هو فيدل عليه الاسم المسبوق بـ @.
details-without-name = هذا الحساب بلا اسم، ويُعثر عليه بمعرّفه.
details-rename = إعادة التسمية
details-rename-title = إعادة تسمية المجموعة
details-rename-label = العنوان
details-rename-submit = حفظ
details-more = خيارات { $name }
details-write = مراسلة { $name }
details-promote = منح الإشراف
details-demote = سحب الإشراف
details-demote-title = سحب الإشراف من { $name }؟
details-demote-text = يبقى هذا الحساب عضوًا في المجموعة، ولا يمكنه بعد ذلك إعادة تسميتها أو إزالة الأعضاء أو تعيين مشرفين.
details-promote-title = تعيين { $name } مشرفًا؟
details-promote-text = للمشرفين إعادة تسمية المجموعة وإزالة الأعضاء وتعيين مشرفين آخرين. ويمكن لأي مشرف التراجع عن ذلك لاحقًا.
details-remove = إزالة من المجموعة
details-remove-title = إزالة { $name }؟
details-remove-text = لن يتاح لهذا الحساب أن يقرأ ما يُكتب من الآن فصاعدًا، لأن المجموعة ستستعمل مفاتيح جديدة. أما ما قُرئ فيبقى لديه.
details-remove-submit = إزالة
details-leave = مغادرة المجموعة
details-leave-title = مغادرة { $title }؟
details-leave-text = لن يصلك شيء مما يُكتب بعد ذلك، ولا يعيدك إليها إلا أحد أعضائها. وما قيل حتى الآن يبقى على هذا الجهاز.
details-leave-heir = أنت المشرف الوحيد، وعند مغادرتك يصبح عضو آخر مشرفًا.
details-leave-submit = مغادرة
details-block = حظر
details-block-title = حظر { $name }؟
details-block-text = تنتهي محادثتكما، ولن يستطيع صاحب الحساب بدء غيرها. سيرى أنك غادرت ولن يعرف السبب. وفي المجموعات المشتركة يظل كلٌّ منكما يرى الآخر.
details-unblock = رفع الحظر
details-blocked = محظور، ولا يستطيع مراسلتك.
details-unblocked = صار بوسع { $name } مراسلتك من جديد.
details-add = إضافة أشخاص
details-add-title = إضافة أشخاص
details-add-text = سيقرؤون ما يُكتب من الآن فصاعدًا، ولن يروا شيئًا مما سبق.
details-add-label = الاسم
details-add-hint = اسم مثل ‎@amal. اضغط Enter بعد كل اسم.
details-add-remove = استبعاد { $name }
details-add-submit = { $count ->
    [zero] إضافة
    [one] إضافة شخص واحد
    [two] إضافة شخصين
    [few] إضافة { $count } أشخاص
    [many] إضافة { $count } شخصًا
   *[other] إضافة { $count } شخص
}
details-add-full = اكتمل عدد أعضاء المجموعة.
details-add-failed = { $name }: { $problem }
details-adding = تجري الإضافة… يمكنك المتابعة في الأثناء.
details-working = جارٍ التنفيذ…

## الإعدادات

settings-title = الإعدادات
settings-account = الحساب
settings-account-about = اسماك ورابطك
settings-privacy = الخصوصية
settings-privacy-about = رمز الدخول والمحظورون
settings-notifications = الإشعارات
settings-notifications-about = متى تُنبَّه
settings-appearance = المظهر
settings-appearance-about = السمة وحجم النص والمفاتيح
settings-language = اللغة
settings-language-about = العربية أو الإنجليزية
settings-data = البيانات
settings-data-about = نسخة، والتخزين، وهذا الجهاز
settings-disclosure = ما يعرفه الخادم
settings-disclosure-about = وما لا يمكنه معرفته
settings-about = حول هدهد
settings-about-about = الإصدار والرخص
settings-keyboard = اختصارات لوحة المفاتيح
settings-keyboard-about = كلها في صفحة واحدة

picture = الصورة
picture-choose = اختر صورة
picture-remove = إزالة
picture-hint = يؤخذ وسط الصورة ويُصغَّر على هذا الجهاز. يراها من تراسلهم ابتداءً من رسالتك التالية، ولا يراها الخادم أبدًا.
picture-changed = سيرى الناس ذلك مع رسالتك التالية.
picture-unreadable = لا يستطيع هذا المتصفح قراءة هذه الصورة. الصور بصيغة JPEG أو PNG تعمل في كل مكان.
display-name = الاسم الظاهر
display-name-label = بماذا تُنادى
display-name-hint = بأي لغة. يراه من تراسلهم ابتداءً من رسالتك التالية، ولا يراه الخادم أبدًا.
display-name-save = حفظ
display-name-long = لا أكثر من { $count } حرفًا.
display-name-saved = ستظهر للناس باسم { $name } مع رسالتك التالية.
display-name-gone = لن يظهر للناس مع رسالتك التالية إلا اسمك المسبوق بـ @.
account-name = الاسم المسبوق بـ @
account-name-none = لا اسم لك بعد. بالاسم يعثر عليك الناس، ولك أن تبقى بلا اسم.
account-name-wanted = طُلب الاسم { $name } ولم يؤكده الخادم بعد.
account-name-label = اسمك
account-name-hint = من ٣ إلى ٣٢ من حروف أبجدية واحدة والأرقام و _، وأوله حرف.
account-name-found = سيعثر عليك الناس باسم { $example }.
account-name-claim = احجز هذا الاسم
account-name-change = تغيير الاسم
account-name-change-hint = ستتخلى عن اسمك السابق، ولن يتاح لغيرك قبل ٣٠ يومًا.
account-name-claimed = اسمك الآن { $name }.
account-id = معرّف الحساب
account-id-hint = هذا أنت مهما كان اسمك. من يقارن هذه الرموز بما يراه تحت اسمك يتيقن أن لا أحد يقف بينكما.
account-device-hint = حسابك على هذا الجهاز وحده. إن ضاع الجهاز أو مُحيت بيانات هذا الموقع، ضاع الحساب.

privacy-passcode = رمز الدخول
privacy-passcode-off = كل من يستعمل هذا المتصفح يستطيع فتح هدهد هنا.
privacy-passcode-on = يطلب هدهد رمز الدخول عند فتحه هنا.
privacy-passcode-set = تعيين رمز دخول
privacy-passcode-change = تغيير الرمز
privacy-passcode-remove = إزالة الرمز
privacy-passcode-old = الرمز الحالي
privacy-passcode-new = الرمز الجديد
privacy-passcode-again = مرة أخرى
privacy-passcode-hint = الطويل خير من المعقّد. لا أحد يستطيع استعادته: إن نسيته ضاع ما هنا.
privacy-passcode-short = { $count ->
    [zero] الرمز فارغ.
    [one] محرف واحد على الأقل.
    [two] محرفان على الأقل.
    [few] { $count } محارف على الأقل.
    [many] { $count } محرفًا على الأقل.
   *[other] { $count } محرف على الأقل.
}
privacy-passcode-differ = الرمزان غير متطابقين.
privacy-passcode-done-set = تم تعيين رمز الدخول.
privacy-passcode-done-changed = تم تغيير رمز الدخول.
privacy-passcode-done-removed = أُزيل رمز الدخول.
privacy-passcode-memory = هذا الجهاز في الذاكرة فقط وينتهي بإغلاق الصفحة، فلا حاجة إلى رمز.
privacy-passcode-working = جارٍ التنفيذ… يستغرق هذا لحظة عن قصد.
privacy-lock-after = القفل تلقائيًا إذا لم يلمسه أحد مدة
privacy-lock-never = أبدًا
privacy-lock-minute = دقيقة
privacy-lock-five-minutes = ٥ دقائق
privacy-lock-hour = ساعة
privacy-lock-hint = ما دام مقفلًا لا يصل شيء إلى هنا ولا يظهر إشعار: تنتظر الرسائل على الخادم.
privacy-lock-now = قفل الآن
privacy-blocked = المحظورون
privacy-blocked-none = لا أحد محظور.
privacy-strangers = الغرباء
privacy-strangers-hint = من يراسلك أول مرة ينتظر بين الطلبات. لا يُعرض إلا أول ما كتبه، ولا يعلم شيئًا حتى تقبل.

notifications-show = الإشعارات
notifications-show-hint = ما دام هدهد مفتوحًا في علامة تبويب. لا يمر شيء عبر خوادم أحد.
notifications-offer = كتب إليك أحدهم وأنت في مكان آخر. يستطيع هدهد تنبيهك ما دام مفتوحًا في علامة تبويب.
notifications-offer-yes = نبّهني
notifications-denied = المتصفح لا يسمح لهدهد بالإشعارات. اسمح بها في إعدادات المتصفح لهذا الموقع.
notifications-unsupported = لا إشعارات في هذا المتصفح.
notifications-text = إظهار النص
notifications-text-hint = عند الإيقاف يظهر المرسل فقط.
notifications-sound = الصوت
notifications-sound-hint = ثلاث نغمات خافتة مع كل إشعار.
notifications-quiet = ساعات الهدوء
notifications-quiet-hint = تصل الرسائل كالمعتاد من غير تنبيه.
notifications-quiet-from = من
notifications-quiet-to = إلى
notifications-try = أرني مثالًا
notifications-try-body = هكذا تبدو الرسالة.

appearance-theme = السمة
appearance-theme-system = حسب النظام
appearance-theme-light = فاتحة
appearance-theme-dark = داكنة
appearance-text = حجم النص
appearance-text-small = صغير
appearance-text-usual = عادي
appearance-text-large = كبير
appearance-text-huge = أكبر
appearance-sample = موعدنا غدًا في الثامنة إذن، وسأُحضر القهوة معي.
appearance-enter = الإرسال بمفتاح Enter
appearance-enter-hint = عند التفعيل: Enter للإرسال وShift مع Enter لسطر جديد. وعند الإيقاف: Ctrl أو ⌘ مع Enter للإرسال.

language-hint = للواجهة وحدها. ما يكتبه الناس يبقى كما كُتب.

data-copy = نسخة من كل شيء
data-copy-hint = ما قيل في كل محادثاتك، في ملف يقرؤه الناس والبرامج. الملف غير مشفّر، فاحفظه جيدًا.
data-copy-make = حفظ نسخة
data-copy-making = يجري الجمع…
data-copy-done = حُفظت باسم { $name }.
data-storage = التخزين
data-storage-used = يستعمل هذا الموقع { $used } من { $quota } يتيحها له المتصفح.
data-storage-here = { $messages ->
    [zero] لا رسائل بعد
    [one] رسالة واحدة
    [two] رسالتان
    [few] { $messages } رسائل
    [many] { $messages } رسالة
   *[other] { $messages } رسالة
}، { $size } على هذا الجهاز
data-persisted = وعد المتصفح بالاحتفاظ ببياناتك.
data-not-persisted = قد يمحوها المتصفح إذا ضاقت المساحة.
data-persist = الاحتفاظ ببياناتي
data-persist-refused = لم يوافق المتصفح. اسمح بذلك من أذون الموقع بجانب العنوان، أو أضف هدهد إلى الشاشة الرئيسية.
data-memory = لا يُحفظ شيء هنا: هذا الجهاز في الذاكرة وينتهي بإغلاق الصفحة.
data-forget = حذف كل شيء من هذا الجهاز
data-forget-hint = يزيل الحساب وكل الرسائل من هذا المتصفح. لا نسخة أخرى، ولا سبيل إلى الرجوع.
data-forget-title = حذف كل شيء من هذا الجهاز؟
data-forget-text = يضيع حسابك ومفاتيحك وكل الرسائل هنا إلى الأبد. ويبقى لمن راسلتهم ما لديهم. احفظ نسخة أولًا إن أردت.
data-forget-label = للمتابعة اكتب «{ $word }»
data-forget-word = حذف
data-forget-submit = احذف كل شيء

about-version = الإصدار { $version }
about-motto = رسول لا يستطيع أن يقرأ ما يحمل.
about-licence = برنامج حر، برخصة Apache-2.0 أو MIT كما تشاء.
about-fonts = الخط IBM Plex Sans Arabic برخصة SIL للخطوط المفتوحة.
about-host = يقدّمه { $host }
about-build = تأتي هذه الصفحة بكل ما فيها من هذا الخادم، ومن يقدّمها يستطيع أن يقدّم غيرها. أما البرنامج الذي تشغّله بنفسك فليس فيه هذا الضعف.

## ما يعرفه الخادم

held-lead = يحتفظ { $host } بما يلزمه لنقل رسائل مختومة. هذا كله، بقدر ما يستطيع هذا الجهاز أن يعلم.
held-loading = نسأل هذا الجهاز…
held-holds = ما يحتفظ به
held-cannot = ما لا يمكنه معرفته
held-account = المفتاح العام لحسابك ويوم إنشائه
held-name = الاسم { $name }. الأسماء علنية.
held-no-name = لا اسم
held-devices = { $count ->
    [zero] قائمة موقّعة فارغة
    [one] قائمة موقّعة فيها جهاز واحد
    [two] قائمة موقّعة فيها جهازان
    [few] قائمة موقّعة فيها { $count } أجهزة
    [many] قائمة موقّعة فيها { $count } جهازًا
   *[other] قائمة موقّعة فيها { $count } جهاز
}
held-key-packages = { $count ->
    [zero] لا مفاتيح لمن يراسلك أول مرة
    [one] مفتاح واحد لمن يراسلك أول مرة
    [two] مفتاحان لمن يراسلك أول مرة
    [few] { $count } مفاتيح لمن يراسلك أول مرة
    [many] { $count } مفتاحًا لمن يراسلك أول مرة
   *[other] { $count } مفتاح لمن يراسلك أول مرة
}
held-logs = { $count ->
    [zero] لا سجلات لمحادثاتك
    [one] سجل واحد من القيود المختومة هو لك، ولا يعلم أنه لك
    [two] سجلان من القيود المختومة هما لك، ولا يعلم لمن هما
    [few] { $count } سجلات من القيود المختومة هي لك، ولا يعلم لمن هي
    [many] { $count } سجلًا من القيود المختومة هي لك، ولا يعلم لمن هي
   *[other] { $count } سجل من القيود المختومة هي لك، ولا يعلم لمن هي
}
held-name-if-any = اسمك إن اخترت اسمًا. الأسماء علنية.
held-devices-some = قائمة موقّعة بأجهزتك
held-key-packages-some = مفاتيح لمرة واحدة لمن يراسلك أول مرة
held-logs-some = سجلات من القيود المختومة، ولا يعلم لمن هي
held-inbox = صندوق الوارد: عدد الرسائل الأولى ودقيقة وصولها، دون مُرسِلها
held-entries = لكل قيد مختوم: موضعه، وحجمه بعد الحشو، ودقيقة وصوله
held-not-words = ما كتبه أي أحد
held-not-titles = عناوين المجموعات
held-not-members = من في المحادثات
held-not-contacts = من تعرفهم: لا دفتر عناوين
held-not-phone = رقم هاتف أو بريد إلكتروني: لم يسأل عنهما قط
held-not-last-seen = متى كنت هنا آخر مرة
held-not-keys = مفاتيحك: لم تغادر هذا الجهاز قط
held-here = هنا فقط
held-here-messages = { $count ->
    [zero] لا رسائل بعد، في { $size } مشفّرة
    [one] رسالة واحدة، في { $size } مشفّرة
    [two] رسالتان، في { $size } مشفّرة
    [few] { $count } رسائل، في { $size } مشفّرة
    [many] { $count } رسالة، في { $size } مشفّرة
   *[other] { $count } رسالة، في { $size } مشفّرة
}
held-watching = ما يظل من يشغّله قادرًا على رؤيته
held-watching-text = وهو يعمل يرى عناوين الشبكة، ومتى يقرأ كل اتصال ويكتب وكم. ومن يراقب عن كثب قد يخمّن مَن يراسل مَن، ولا سبيل له إلى تخمين ما يقال.
held-names-text = أي حساب وراء الاسم؟ كلمة الخادم وحدها تجيب. ومن أراد اليقين قارن معرّفات الحسابات.
held-source = كيف يُتحقق من هذا: نموذج التهديدات في المصدر

## مشاركة رابطك

share-title = رابطك
share-text = كل من يفتحه يستطيع مراسلتك.
share-copy = نسخ
share-copied = نُسخ.
share-copy-failed = المتصفح لا يسمح للصفحة بالنسخ. حدّد النص وانسخه بنفسك.
share-send = مشاركة…
share-message = راسلني على هدهد: { $link }
share-code = رمز QR لرابطك
share-needs-name = الرابط يحتاج إلى اسم. احجز واحدًا أولًا، فهذا لا يستغرق إلا لحظة.
share-claim = احجز اسمًا

## لوحة المفاتيح

keyboard-title = اختصارات لوحة المفاتيح
keyboard-everywhere = في كل مكان
keyboard-list = في القائمة
keyboard-conversation = في المحادثة
keyboard-writing = أثناء الكتابة
keyboard-switch = البحث عن محادثة
keyboard-back = خطوة إلى الوراء
keyboard-help = هذه القائمة
keyboard-move = أعلى وأسفل
keyboard-open = فتح
keyboard-next = المحادثة التالية والسابقة
keyboard-messages = من رسالة إلى رسالة
keyboard-menu = خيارات الرسالة
keyboard-send = إرسال
keyboard-line = سطر جديد
keyboard-edit-last = تعديل رسالتك الأخيرة
keyboard-emoji = رمز تعبيري باسمه
keyboard-mention = ذكر عضو
keyboard-leave-reply = ترك الرد أو التعديل
keyboard-bold = خط عريض: **كلمات**
keyboard-italic = خط مائل: *كلمات*
keyboard-struck = نص مشطوب: ~~كلمات~~
keyboard-hidden = نص مخفي حتى الضغط عليه: ||كلمات||
keyboard-code = شفرة: `كلمات`
keyboard-quote = اقتباس، في أول السطر
keyboard-key-enter = Enter
keyboard-key-escape = Esc
keyboard-key-shift = Shift
keyboard-key-control = Ctrl
keyboard-key-up = ↑
keyboard-key-down = ↓
keyboard-key-alt = Alt
keyboard-or = أو

## الإشعارات

notify-title = هدهد
notify-unread = ({ $count }) هدهد
notify-in-group = { $name } في { $title }
notify-request = طلب مراسلة من { $name }
notify-no-text = رسالة جديدة

## أسطر عن المحادثة

notice-added = أضاف { $sender } إلى المجموعة: { $people }
notice-you-added = أضفت إلى المجموعة: { $people }
notice-added-you = أضافك { $sender }
notice-removed = أزال { $sender } من المجموعة: { $people }
notice-you-removed = أزلت من المجموعة: { $people }
notice-removed-you = أزالك { $sender }
notice-promoted = عيّن { $sender } العضوَ { $people } مشرفًا
notice-you-promoted = عيّنت { $people } مشرفًا
notice-demoted = سحب { $sender } الإشراف من { $people }
notice-you-demoted = سحبت الإشراف من { $people }
notice-demoted-you = سحب { $sender } الإشراف منك
notice-promoted-you = عيّنك { $sender } مشرفًا
notice-left = غادر { $people }
notice-you-left = غادرت المحادثة
notice-renamed = سمّى { $sender } المجموعة «{ $title }»
notice-you-renamed = سمّيت المجموعة «{ $title }»
notice-joined = انضممت إلى المجموعة. ما قيل وأنت خارجها غير متاح هنا.
notice-unreadable = رسالة من { $sender } لم تصل إلى هذا الجهاز كاملة. يمكن إرسالها من جديد.
notice-missed = اختفت بعض الرسائل من الخادم قبل أن يقرأها هذا الجهاز.
notice-rejoined = كان هذا الجهاز قد تأخر عن المحادثة، وقد عاد إليها.
notice-unanswered = تأخر هذا الجهاز عن المحادثة، ولم يُعِده إليها أحد منذ ثلاثين يومًا. اكتب شيئًا هنا ليطلب ذلك من جديد.
notice-contradicted = عرض الخادم قائمةً بأجهزة { $people } لا تتفق مع القائمة المعروفة هنا، فلم تُستعمل. اسأل { $people } عنها وجهًا لوجه.
notice-set-aside = أُرسل هنا شيء لا يستطيع هذا الإصدار من هدهد أن يقرأه، وهو محفوظ لإصدار لاحق.
notice-disagreed = لم يعرض الخادم هنا الشيء نفسه على الجميع. قد تنقص رسائل، أو تظهر لك رسائل لا يراها غيرك.
notice-disagreed-with = عُرض على { $sender } هنا شيء غير ما عُرض عليك، أو يُدَّعى ذلك. قد تنقص رسائل، أو تظهر لك رسائل لا يراها غيرك.
notice-host-behind = يعرض الخادم حالة لهذه المحادثة أقدم مما قرأه هذا الجهاز. لن يُرسَل منها شيء حتى يتغيّر ذلك.
notice-change-unsaid = لم يُرسل آخر ما غيّرته هنا، فلا يراه الآخرون.
notice-copied = أُرسل من هنا شيء لا يتذكره هذا الجهاز: فقد نُسخت بياناته أو أُعيدت إلى حالة أقدم. وسيطلب أن يُعاد إدخاله قبل أن يرسل شيئًا.
notice-unknown = كتب إصدار أحدث من هدهد شيئًا هنا.

## الرئيسية

list-label = المحادثات
list-search = بحث
list-new = محادثة جديدة
list-lock = قفل
list-settings = الإعدادات
list-unread = { $count ->
    [zero] لا رسائل غير مقروءة
    [one] رسالة غير مقروءة
    [two] رسالتان غير مقروءتين
    [few] { $count } رسائل غير مقروءة
    [many] { $count } رسالة غير مقروءة
   *[other] { $count } رسالة غير مقروءة
}

row-is-pinned = مثبّتة
row-is-muted = مكتومة
row-is-unread = محددة كغير مقروءة
row-mark-read = تحديد كمقروءة
row-mark-unread = تحديد كغير مقروءة
row-pin = تثبيت
row-unpin = إلغاء التثبيت
row-mute = كتم…
row-unmute = إلغاء الكتم
row-mute-hour = ساعة واحدة
row-mute-eight = ٨ ساعات
row-mute-days = يومان
row-mute-always = حتى ألغي الكتم
row-muted-hour = كُتمت ساعة واحدة
row-muted-eight = كُتمت ٨ ساعات
row-muted-days = كُتمت يومين
row-muted-always = كُتمت حتى إلغاء الكتم
row-archive = أرشفة
row-unarchive = إخراج من الأرشيف
row-archived = نُقلت إلى الأرشيف
row-clear = مسح الرسائل…
row-clear-title = مسح رسائل { $name }؟
row-clear-text = يُحذف ما قيل هنا من هذا الجهاز بلا رجعة، ويبقى لدى الآخرين ما عندهم.
row-clear-yes = مسح
row-leave = مغادرة…
row-block = حظر…
row-forget = حذف…
row-forget-title = حذف { $name }؟
row-forget-text = تُحذف المحادثة وكل ما فيها من هذا الجهاز بلا رجعة، ويبقى لدى الآخرين ما عندهم.
row-forget-yes = حذف

archive-title = الأرشيف
archive-line = ما نحّيته جانبًا
archive-none-title = الأرشيف فارغ
archive-none-text = ما تؤرشفه ينتظر هنا، ويعود حين يكتب فيه أحد.

home-nothing-open = اختر محادثة، أو ابدأ واحدة.
home-nothing-yet = ستظهر محادثاتك هنا.
home-lock = لا يقرؤها إلا أنت ومن تكتب إليهم
home-empty-title = لا أحد هنا بعد
home-empty-text = اكتب إلى من تعرف اسمه، أو أرسل رابطك إلى من تحب أن تسمع منه.
home-empty-write = ابدأ محادثة
home-empty-share = شارك رابطي

connection-connecting = يجري الاتصال…
connection-catching-up = يُقرأ ما فاتك…
connection-unreachable = لا اتصال. ما تكتبه يُرسل حالما يعود.
connection-busy = الخادم مشغول. تُعاد المحاولة تلقائيًا.
connection-not-a-host = شيء آخر يجيب مكان الخادم. تُعاد المحاولة تلقائيًا.
access-suspended = أوقف من يدير الخادم حسابك. لا يستطيع أحد جديد مراسلتك، ومحادثاتك مستمرة.
access-unknown = لم يعد الخادم يعرف حسابك. لا يستطيع أحد جديد مراسلتك، ومحادثاتك مستمرة.
connection-broken = انقطع الاتصال. تُعاد المحاولة تلقائيًا.

room-in-memory = لهذه الزيارة فقط: حين تُغلق الصفحة يذهب الحساب ورسائله.
room-little = بقي { $left } فقط من مساحة التخزين. أفسح مكانًا، وإلا تعذّر حفظ الرسائل الجديدة.
room-update = وصل إصدار أحدث.
room-update-now = إعادة التحميل
safety-text = حسابك في هذا المتصفح وحده. من يمسح بياناته يمسح الحساب.

preview-nothing = لا رسائل هنا
preview-draft = مسودة:
preview-typing = يكتب…
preview-typing-in-group = { $count ->
    [zero] لا أحد يكتب
    [one] { $people }: يكتب…
    [two] { $people }: يكتبان…
    [few] { $people }: يكتبون…
    [many] { $people }: يكتبون…
   *[other] { $people }: يكتبون…
}
preview-sender = { $name }:
preview-deleted = رسالة محذوفة

delivery-failed = لم تُرسل
delivery-waiting = بانتظار الإرسال
delivery-sent = أُرسلت
delivery-delivered = وصلت
delivery-read = قُرئت

requests-title = الطلبات
requests-line = أشخاص لا تعرفهم بعد
requests-hint = لا يرون أنك قرأت هذا، ولا يُخبَرون إن رفضت.
requests-none-title = لا طلبات
requests-none-text = حين يكتب إليك من لا تعرفه تنتظر رسالته هنا.
request-direct = طلب مراسلة
request-from-here = وصل الطلب عبر اسمك أو رابطك
request-from-host = من الخادم { $host }، وصل الطلب عبر اسمك أو رابطك
request-together = تجمعكما المجموعة «{ $title }»
request-from-unknown = لا يُعرف من أين
request-resembles = الاسم يشبه { $name } الذي تعرفه، لكنه شخص آخر.
request-silent = لم يُكتب شيء بعد
request-accept = قبول
request-decline = رفض
request-block = حظر
request-declined = رُفض الطلب، ولن يُخبَر صاحبه.
request-blocked = تم الحظر. لن تسمع من هذا الشخص بعد الآن.

new-title = محادثة جديدة
new-whom = إلى من؟
new-hint = الاسم، مثل ‎@amal
new-write = اكتب
new-busy = يجري البحث…
new-group = مجموعة جديدة
new-share = شارك رابطي
new-known = أشخاص تعرفهم

group-heading = مجموعة جديدة
group-title = ما اسم المجموعة؟
group-people = من فيها؟
group-people-hint = اكتب اسمًا ثم اضغط Enter. ولك أن تضيف غيرهم فيما بعد.
group-create = { $count ->
    [zero] إنشاء
    [one] إنشاء مع شخص واحد
    [two] إنشاء مع شخصين
    [few] إنشاء مع { $count } أشخاص
    [many] إنشاء مع { $count } شخصًا
   *[other] إنشاء مع { $count } شخص
}
group-create-alone = إنشاء
group-busy = تُنشأ المجموعة…
group-retry = حاول مع الباقين من جديد
group-open = إلى المجموعة
group-remove = أخرج { $name }

person-title = رسالة إلى { $name }
person-text = لا يُرسل شيء قبل أن تكتب. عندها يظهر اسمك وأول ما تقوله، ويمكن قبول طلبك.
person-text-nameless = لا يُرسل شيء قبل أن تكتب. لا اسم لك بعد، فيظهر معرّف حسابك وأول ما تقوله، ويمكن قبول طلبك.

switcher-title = الانتقال إلى محادثة
switcher-hint = اسم شخص أو مجموعة
switcher-write = اكتب إلى { $name }

## المحادثة

nowhere-title = لا شيء هنا
nowhere-text = هذا العنوان لا يقود إلى محادثة على هذا الجهاز.
nowhere-home = إلى المحادثات
conversation-disagreement = ما يعرضه الخادم هنا لا يوافق ما عرضه من قبل، أو ما يعرضه على غيرك.
head-details = التفاصيل
head-search = البحث في هذه المحادثة
head-private = خاصة: لا يقرؤها غيركما
head-typing = يكتب الآن…
head-typing-who = { $count ->
    [zero] لا أحد يكتب الآن
    [one] { $people } يكتب الآن…
    [two] { $people } يكتبان الآن…
    [few] { $people } يكتبون الآن…
    [many] { $people } يكتبون الآن…
   *[other] { $people } يكتبون الآن…
}
head-members = { $count ->
    [zero] بلا أعضاء · خاصة
    [one] عضو واحد · خاصة
    [two] عضوان · خاصة
    [few] { $count } أعضاء · خاصة
    [many] { $count } عضوًا · خاصة
   *[other] { $count } عضو · خاصة
}

log-label = الرسائل
log-empty = لا رسائل هنا.
log-again = حاول من جديد
log-unread = رسائل جديدة
log-latest = إلى أحدث رسالة
log-latest-new = { $count ->
    [zero] لا رسائل جديدة
    [one] رسالة جديدة: انتقل إليها
    [two] رسالتان جديدتان: انتقل إليهما
    [few] { $count } رسائل جديدة: انتقل إليها
    [many] { $count } رسالة جديدة: انتقل إليها
   *[other] { $count } رسالة جديدة: انتقل إليها
}

message-label = { $sender }، { $text }، { $time } { $state }
message-deleted = حُذفت هذه الرسالة
message-unsupported = كتب هذه الرسالة إصدار أحدث من هدهد. حدّث لتراها.
message-edited = معدّلة
message-forwarded = مُعاد توجيهها
message-forwarded-from = مُعاد توجيهها من { $name }
message-forwarded-often = أُعيد توجيهها مرات كثيرة
message-more = عرض المزيد
message-failed = لم تُرسل: تعذّر إيصالها.
message-resend = إعادة الإرسال
message-discard = حذفها

quote-missing = رسالة ليست على هذا الجهاز
reaction-label = { $more ->
    [0] { $emoji } { $number }: { $people }
    [zero] { $emoji } { $number }: { $people }
    [one] { $emoji } { $number }: { $people } وشخص آخر
    [two] { $emoji } { $number }: { $people } وشخصان آخران
    [few] { $emoji } { $number }: { $people } و{ $more } آخرون
    [many] { $emoji } { $number }: { $people } و{ $more } آخرون
   *[other] { $emoji } { $number }: { $people } و{ $more } آخرون
}

link-imitates = ليس { $host }: هذا العنوان يشبهه فقط
link-mixed = يخلط هذا العنوان بين أبجديات، كما تفعل العناوين المزوّرة
link-disguised = جُعل هذا العنوان يبدو كعنوان آخر

spoiler-show = نص مخفي: إظهاره
leave-title = فتح هذا الرابط؟
leave-text = لا تقول كلماته إلى أين يقود. إنه يقود إلى:
leave-yes = فتح الرابط

menu-reply = رد
menu-more = المزيد
menu-react = تفاعل
menu-to-quote = الانتقال إلى الرسالة الأصلية
menu-copy = نسخ النص
menu-forward = إعادة توجيه…
menu-edit = تعديل
menu-times = التفاصيل
menu-delete = حذف لدى الجميع
menu-copied = نُسخ
forward-title = إعادة توجيه إلى
forward-hint = اسم شخص أو مجموعة
forward-none = لا محادثة بهذا الاسم.
forward-most = { $count ->
    [zero] لا يمكن اختيار شيء.
    [one] محادثة واحدة على الأكثر.
    [two] محادثتان على الأكثر.
    [few] { $count } محادثات على الأكثر.
    [many] { $count } محادثة على الأكثر.
   *[other] { $count } محادثة على الأكثر.
}
forward-author = مع اسم الكاتب
forward-author-about = يُرسل معها اسمه ووقت كتابتها. لا أحد يستطيع التحقق من ذلك: هو قولك أنت.
forward-yes = { $count ->
    [0] إعادة توجيه
   *[other] إعادة توجيه ({ $count })
}
forward-done = { $count ->
    [zero] لم يُعَد توجيهها.
    [one] أُعيد توجيهها إلى محادثة واحدة.
    [two] أُعيد توجيهها إلى محادثتين.
    [few] أُعيد توجيهها إلى { $count } محادثات.
    [many] أُعيد توجيهها إلى { $count } محادثة.
   *[other] أُعيد توجيهها إلى { $count } محادثة.
}
forward-failed = لم يُعَد توجيهها إلى { $name }: { $problem }
menu-not-copied = لم يسمح المتصفح بالنسخ.

delete-title = أتُحذف هذه الرسالة لدى الجميع؟
delete-text = تختفي لدى كل الأعضاء، وربما قرأها أحدهم من قبل.
delete-text-direct = تختفي لديكما معًا، وربما قُرئت من قبل.
delete-yes = حذف

times-title = عن هذه الرسالة
times-from = من
times-sent = أُرسلت
times-state = الحالة
times-read-by = قرأها
times-delivered-to = وصلت إلى
times-not-yet = لم تصل بعد إلى
times-forwarded = حسب قول المرسل
times-written = أُرسلت أول مرة، حسب قوله
times-why = السبب
times-unreadable = لم تصل مفاتيح هذه الرسالة إلى هذا الجهاز، فلا يمكن عرض كلماتها. يمكن لصاحبها أن يعيدها.

foot-creating = يجري إعدادها. ما تكتبه يُرسل حالما تكتمل.
foot-out-of-step = فقد هذا الجهاز موضعه هنا وطلب الدخول من جديد. ما تكتبه يُرسل حينها.
foot-left = غادرت هذه المحادثة. ما قيل فيها باقٍ على هذا الجهاز.
foot-removed = أُزلت من هذه المحادثة. ما قيل فيها باقٍ على هذا الجهاز.
foot-waiting = لا يرى الطرف الآخر إلا أول ما كتبت حتى يقبل.
foot-deserted = غادر الطرف الآخر هذه المحادثة. ما قيل فيها باقٍ على هذا الجهاز.
foot-failed = تعذّر إعداد هذه المحادثة.
foot-blocked = هذا الشخص محظور عندك.
foot-unblock = رفع الحظر
foot-again = الكتابة من جديد
foot-draft = لم يُرسل ما كنت تكتبه:
foot-draft-discard = حذف المسودة

request-from = يود { $who } مراسلتك
request-group-from = يدعوك { $who } إلى هذه المجموعة
request-hint = إلى أن تقبل، لن يعرف أحد أنك رأيت هذا.

## الكتابة

composer-write = رسالة
composer-edit = تعديل الرسالة
composer-emoji = رموز تعبيرية
composer-send = إرسال
composer-save = حفظ التعديل
composer-portions = { $count ->
    [zero] أطول من رسالة واحدة
    [one] أطول من رسالة واحدة
    [two] أطول من رسالة واحدة: يُرسل في رسالتين.
    [few] أطول من رسالة واحدة: يُرسل في { $count } رسائل.
    [many] أطول من رسالة واحدة: يُرسل في { $count } رسالة.
   *[other] أطول من رسالة واحدة: يُرسل في { $count } رسالة.
}
composer-unkept = ولا يُحفظ مسودةً: يضيع إن أُغلقت هذه الصفحة.
composer-over = { $count ->
    [zero] أطول من الحد
    [one] أطول مما تسعه رسالة واحدة
    [two] أطول مما تسعه رسالتان
    [few] أطول مما تسعه { $count } رسائل
    [many] أطول مما تسعه { $count } رسالة
   *[other] أطول مما تسعه { $count } رسالة
}
strip-reply = رد على
strip-edit = تعديل
strip-leave = إلغاء
completion-label = اقتراحات
emoji-search = ابحث عن رمز
emoji-none = لا رمز بهذا الاسم.
emoji-faces = وجوه
emoji-people = أشخاص
emoji-nature = طبيعة
emoji-food = طعام
emoji-places = أماكن
emoji-things = أشياء
emoji-signs = علامات وأعلام

## البحث

search-here = ابحث هنا
search-people = الأشخاص
search-groups = المجموعات
search-section = { $title } · { $count }
search-section-more = { $title } · أكثر من { $count }
search-new = مراسلة شخص جديد
search-messages = الرسائل
search-nothing = لا نتائج لـ«{ $query }».

# -- الصور والملفات

attached-photo = صورة
attached-file = ملف
attached-save = حفظ
program-title = أيُحفظ هذا البرنامج؟
program-text = { $name } برنامج، ومن يفتحه يتيح له على هذا الجهاز كل ما هو متاح له. لا يُحفظ إلا إذا عُرف مرسله والغرض منه.
attached-size-and-state = { $size }، { $state }
attached-leaving = قيد الإرسال…
attached-there = تحميل
attached-coming = قيد التحميل…
attached-leaving-so-far = قيد الإرسال… { $percent }٪
attached-coming-so-far = قيد التحميل… { $percent }٪
attached-stop-sending = إلغاء الإرسال
attached-stop-loading = إيقاف التحميل
attached-gone = لم يعد على الخادم
attached-damaged = تالف على الخادم
attached-unsent = لم يُرسل
composer-attach = إرفاق صور أو ملفات
attach-title = إرسال صور وملفات
attach-caption = تعليق
attach-describe = صِفها لمن لا يراها
attach-as-file = إرسال كملف بالحجم الكامل
attach-keep-traces = إبقاء مكان الالتقاط ووقته
attach-as-it-is = يُرسل كما هو، مع مكان التقاطه ووقته إن كانا فيه.
attach-drop = أفلِته لإرفاقه
attach-remove = إزالة { $name }
attach-sending = قيد الإرسال…
attach-many = تتسع الرسالة لـ { $limit } ملفًا على الأكثر.
viewer-title = صورة
viewer-title-of = الصورة { $at } من { $all }
viewer-before = الصورة السابقة
viewer-after = الصورة التالية
problem-file-too-long = هذا الملف أكبر من المسموح: { $limit } على الأكثر.
problem-file-not-kept = لا مكان لهذا الملف، أو تتعذر قراءته.
problem-traces-not-removed = تتعذر إزالة مكان الالتقاط ووقته من هذه الصورة: أبقِهما، أو أرسل غيرها.
problem-attachment-not-here = لم يعد هذا على هذا الجهاز، ويجري جلبه.
problem-attachment-damaged = ما على الخادم ليس ما أُرسل.

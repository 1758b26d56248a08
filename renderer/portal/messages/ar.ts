import type { Messages } from './messages.ts';

const forms = new Intl.PluralRules('ar');

/** One, two, few and many days are four different words. */
function days(count: number): string {
  switch (forms.select(count)) {
    case 'one':
      return 'يوم واحد';
    case 'two':
      return 'يومين';
    case 'few':
      return `${count} أيام`;
    case 'many':
      return `${count} يومًا`;
    default:
      return `${count} يوم`;
  }
}

export const ar: Messages = {
  language: 'ar',
  direction: 'rtl',
  name: 'العربية',
  units: {
    'kbit/s': 'كيلوبت/ث',
    'Mbit/s': 'ميغابت/ث',
    'Gbit/s': 'غيغابت/ث',
    B: 'بايت',
    kB: 'ك.ب',
    MB: 'م.ب',
    GB: 'غ.ب',
    TB: 'ت.ب',
    s: 'ث',
    m: 'د',
    h: 'س',
    d: 'ي',
  },

  title: 'اتصالي',
  asking: 'نسأل مزوّد الخدمة',
  signIn: {
    title: 'تسجيل الدخول',
    username: 'اسم المستخدم',
    password: 'كلمة مرور هذه الصفحة',
    show: 'إظهار كلمة المرور',
    hide: 'إخفاء كلمة المرور',
    submit: 'دخول',
    busy: 'جارٍ الدخول',
    hint: 'لهذه الصفحة كلمة مرور خاصة بها، وليست كلمة مرور الراوتر. تحصل عليها من مزوّد الخدمة.',
    ended: 'انتهت جلستك. سجّل الدخول من جديد.',
    wrong: 'اسم المستخدم أو كلمة المرور غير صحيحة.',
    wait: (seconds) => `محاولات كثيرة. حاول مجددًا بعد ${seconds}.`,
  },
  failed: {
    unreachable: 'لا جواب من مزوّد الخدمة',
    unreachableText: 'تُفتح هذه الصفحة عندما تكون متصلًا. تحقّق من السلك أو الواي فاي.',
    offline: 'هذا الجهاز غير متصل',
    offlineText: 'شغّل الواي فاي وافتح هذه الصفحة من جديد.',
    trouble: 'لا يمكن عرض هذه الصفحة الآن',
    troubleText: 'أعد تحميلها. إن لم ينفع ذلك فحاول بعد دقائق؛ اتصالك لا يتأثر.',
    again: 'حاول مجددًا',
    stale: (clock) => `لا جواب منذ ${clock}. هذه آخر الأرقام المعروفة.`,
  },

  online: 'متصل',
  offline: 'غير متصل',
  routerSilent: 'غير متصل (الراوتر لا يستجيب)',
  routerSilentTitle: 'لا نرى خطك الآن',
  routerSilentText: 'راوتر مزوّد الخدمة لا يستجيب. ينتهي ذلك عادةً بعد قليل.',
  onlineFor: (duration) => `منذ ${duration}`,
  liveTraffic: 'السرعة الآن',
  download: 'تنزيل',
  upload: 'رفع',
  lastSeconds: (seconds) => `آخر ${seconds} ثانية`,
  updated: (age) => `حُدّث قبل ${age}`,
  stale: (age) => `لم يُحدّث منذ ${age}`,
  notMeasured: 'لم يُقَس بعد',
  limitNow: (rate) => `الحد الآن ${rate}`,
  why: 'لماذا الإنترنت بطيء؟',

  usage: 'البيانات المستهلكة',
  today: 'اليوم',
  thisPeriod: 'هذه الدورة',
  since: (when) => `منذ ${when}`,
  of: (quota) => `من ${quota}`,
  over: (volume) => `زيادة ${volume}`,
  left: (volume) => `بقي ${volume}`,
  unlimited: 'بلا حد',
  bought: (volume) => `منها ${volume} مشتراة`,
  usageAsOf: (age) => `محسوبة حتى قبل ${age}`,

  yourPlan: 'باقتك',
  planSpeed: 'سرعة الباقة',
  speedNow: 'السرعة الآن',
  tier: 'المستوى',
  tierOf: (level, tiers) => `${level} من ${tiers}`,
  noTiers: 'لا يوجد',
  daysLeft: 'الأيام المتبقية',
  noEnd: 'بلا نهاية',
  balance: 'الرصيد',
  status: 'الحالة',
  address: 'عنوان IP',
  statuses: { Active: 'فعّالة', Inactive: 'غير فعّالة', Expired: 'منتهية', Stopped: 'موقوفة' },
  signedInAs: (username) => `أنت داخل باسم ${username}`,
  signOut: 'خروج',
  close: 'إغلاق',

  notices: 'إشعارات',
  dismiss: (title) => `إخفاء ليوم واحد: ${title}`,
  banner: {
    stopped: 'حسابك موقوف',
    stoppedText: {
      walled: (provider) => `لا تفتح الآن إلا هذه الصفحة وصفحات الدفع. تواصل مع ${provider} لإعادة فتح حسابك.`,
      nothing: (provider) => `تواصل مع ${provider} لإعادة فتحه.`,
    },
    expired: 'انتهت باقتك',
    expiredText: {
      all: (provider) => `ما زال اتصالك يعمل. جدّدها لدى ${provider} قبل أن يتوقف.`,
      walled: (provider) => `لا تفتح الآن إلا هذه الصفحة وصفحات الدفع. جدّدها لدى ${provider} ليعود الإنترنت.`,
      nothing: (provider) => `لا يمكنك الاتصال حتى تجدّدها لدى ${provider}.`,
    },
    expiring: (count) => (count === 0 ? 'تنتهي باقتك اليوم' : `تنتهي باقتك بعد ${days(count)}`),
    expiringText: (when) => `تنتهي في ${when}. جدّدها قبل ذلك.`,
    dailyCap: 'بلغت الحد اليومي',
    monthlyCap: 'بلغت الحد الشهري',
    dailyTier: (level, tiers) => `الاستهلاك اليومي: المستوى ${level} من ${tiers}`,
    monthlyTier: (level, tiers) => `الاستهلاك الشهري: المستوى ${level} من ${tiers}`,
    slowedUntil: (rate, when) => `السرعة ${rate} حتى ${when}.`,
    slowedUntilRenewal: (rate) => `السرعة ${rate} حتى التجديد.`,
    notSlowed: 'لا يبطئ ذلك اتصالك الآن.',
    balance: (balance) => `الرصيد: ${balance}`,
    balanceText: (price) => `اشحن قبل التجديد: كلفته ${price}.`,
    maintenance: (clocks, day) => `صيانة: ${clocks} ${day}`,
    maintenanceText: 'قد ينقطع اتصالك.',
  },

  whatSetsSpeed: 'ما الذي يحدد سرعتك',
  inOrder: 'من باقتك إلى الشبكة، بالترتيب',
  step: {
    plan: 'باقتك',
    rule: 'ساعات مزوّد الخدمة',
    ownRule: 'قاعدة خاصة بك',
    dailyCap: 'الحد اليومي',
    monthlyCap: 'الحد الشهري',
    boost: 'تعزيز مؤقت',
    expired: 'انتهت الباقة',
    stopped: 'الحساب موقوف',
    network: 'الشبكة',
    use: 'استهلاكك الآن',
    used: (usedOf) => `استهلكت ${usedOf}`,
    notReached: (usedOf) => `لم تبلغه، استهلكت ${usedOf}`,
    percent: (signed) => `${signed} % من باقتك`,
    until: (when) => `حتى ${when}`,
    ended: (when) => `في ${when}`,
    keptRunning: 'ما زالت تعمل بالسرعة الكاملة',
    askProvider: 'اسأل مزوّد الخدمة',
    downOnly: 'التنزيل فقط',
    upOnly: 'الرفع فقط',
    skipped: {
      account: 'لا يسري ما دام الحساب مغلقًا',
      boost: 'لا يسري أثناء التعزيز',
      'own-rule': 'القاعدة الخاصة بك هي التي تسري',
      'lower-cap': 'الحد الآخر أقل',
      cap: 'الحد هو الذي يسري',
      rule: 'تغيّرها الساعات أدناه',
      bonus: 'تُستهلك البيانات المشتراة أولًا',
    },
    checked: (age) => `فُحصت قبل ${age}`,
    set: (age) => `ضُبطت قبل ${age}`,
    pending: 'تُضبط الآن',
    allDevices: 'كل الأجهزة معًا',
    nearlyAll: 'كل الأجهزة معًا، السرعة كلها تقريبًا',
    notKnown: 'لا يُقاس الآن',
  },
  back: {
    now: 'لا شيء يبطئك: لديك السرعة الكاملة لباقتك.',
    atClock: (clock, duration) => `تعود السرعة الكاملة الساعة ${clock}، بعد ${duration}.`,
    onDate: (date, duration) => `تعود السرعة الكاملة في ${date}، بعد ${duration}.`,
    renewal: (provider) => `تعود السرعة الكاملة عند تجديد باقتك لدى ${provider}.`,
    unknown: (provider) => `اسأل ${provider} متى تعود السرعة الكاملة.`,
  },
  clock: (clock) => `الساعة ${clock}`,
  todayWord: 'اليوم',
  tomorrowWord: 'غدًا',
};

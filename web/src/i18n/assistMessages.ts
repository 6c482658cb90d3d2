// Assisted driving's texts: [English, 简体中文].

export const assistMessages = {
  "assist.title": ["Assisted driving", "辅助驾驶"],
  "assist.research": ["Research software, for simulation only", "研究软件,仅供仿真"],
  "assist.scene": ["What the car sees: {what}", "车辆所见:{what}"],
  "assist.objects": ["{count} objects around", "周围 {count} 个目标"],
  "assist.stale": ["No fresh picture. Watch the road.", "画面未更新,请注意路况。"],
  "assist.sound": ["Touch for warning sounds", "触摸以启用提示音"],

  // what is on
  "assist.state.unavailable": ["No assistance here", "此处无辅助驾驶"],
  "assist.state.off": ["Assistance off", "辅助驾驶已关闭"],
  "assist.state.ready": ["Assistance ready", "辅助驾驶就绪"],
  "assist.state.engaged": ["Assisted driving", "辅助驾驶中"],
  "assist.state.warned": ["Watch the road", "请注意路况"],
  "assist.state.demanded": ["Take over", "请接管"],
  "assist.state.minimal_risk": ["Stopping safely", "正在安全停车"],
  "assist.state.standstill": ["Stopped and held", "已停住"],
  "assist.state.taken_over": ["You drive", "由您驾驶"],
  "assist.state.locked": ["Off until a new start", "重新启动前不可用"],
  "assist.state.fault": ["Assistance fault", "辅助驾驶故障"],

  // warnings: their first words, as large as they are urgent
  "assist.warn.warned": ["Hold the wheel and look at the road.", "请握住方向盘并注视道路。"],
  "assist.warn.demanded": ["Take over now.", "请立即接管。"],
  "assist.warn.minimal_risk": ["The car stops.", "车辆正在停车。"],
  "assist.warn.standstill": ["The car has stopped and is held.", "车辆已停住。"],
  "assist.warn.taken_over": [
    "You drive. Press cancel to put the hazard lights out.",
    "由您驾驶。按“取消”关闭危险警示灯。",
  ],
  "assist.hazards": ["Hazard lights on", "危险警示灯已开启"],

  // what it does next
  "assist.does.keep_lane": ["Keeping the lane", "保持车道"],
  "assist.does.follow": ["Following the vehicle ahead", "跟随前车"],
  "assist.does.change_left": ["Changing to the left lane", "向左变道"],
  "assist.does.change_right": ["Changing to the right lane", "向右变道"],
  "assist.does.give_way": ["Giving way", "让行"],
  "assist.does.stop": ["Stopping", "正在停车"],
  "assist.does.pull_over": ["Pulling over", "靠边停车"],
  "assist.does.brake_hard": ["Braking hard", "紧急制动"],
  "assist.does.stand": ["Waiting", "等待"],
  "assist.does.nothing": ["No plan yet", "暂无规划"],
  "assist.followed.car": ["car {distance} ahead", "前方{distance}处轿车"],
  "assist.followed.truck": ["lorry {distance} ahead", "前方{distance}处货车"],
  "assist.followed.motorcycle": ["motorbike {distance} ahead", "前方{distance}处摩托车"],
  "assist.followed.bicycle": ["cyclist {distance} ahead", "前方{distance}处自行车"],
  "assist.followed.pedestrian": ["person {distance} ahead", "前方{distance}处行人"],
  "assist.followed.obstacle": ["obstacle {distance} ahead", "前方{distance}处障碍物"],
  "assist.followed.unknown": ["something {distance} ahead", "前方{distance}处有物体"],
  "assist.pace.slower": ["slowing to {speed}", "减速至 {speed}"],
  "assist.pace.faster": ["speeding up to {speed}", "加速至 {speed}"],
  "assist.pace.stop": ["slowing to a stop", "减速至停车"],

  // the guard
  "assist.guard": ["Guard: {what}", "安全监护:{what}"],
  "assist.rule.ahead": ["brakes for what is ahead", "为前方目标制动"],
  "assist.rule.crossing": ["brakes for crossing traffic", "为横穿目标制动"],
  "assist.rule.oncoming": ["brakes for oncoming traffic", "为对向目标制动"],
  "assist.rule.rss": ["keeps the distance", "保持车距"],
  "assist.rule.acceleration": ["limits acceleration", "限制加减速"],
  "assist.rule.steering": ["limits steering", "限制转向"],
  "assist.rule.no_command": ["no command: the car stops", "无指令,停车"],
  "assist.rule.stale_plan": ["the plan is too old: the car stops", "规划过期,停车"],
  "assist.rule.stale_ego": ["own motion unknown: the car stops", "自车状态未知,停车"],
  "assist.rule.stale_sensors": ["sensors silent: the car stops", "传感器无数据,停车"],

  // buttons
  "assist.engage": ["Engage", "启用"],
  "assist.cancel": ["Cancel", "取消"],
  "assist.slower": ["Set a lower speed", "降低设定车速"],
  "assist.faster": ["Set a higher speed", "提高设定车速"],
  "assist.setSpeed": ["Set speed {speed}", "设定车速 {speed}"],
  "assist.gap": ["Distance {gap}. Change", "车距 {gap},更改"],
  "assist.left": ["Change to the left lane", "向左变道"],
  "assist.right": ["Change to the right lane", "向右变道"],

  // the simulated person
  "assist.person": ["Simulated driver", "模拟驾驶员"],
  "assist.person.note": [
    "What the person in the simulated car does",
    "仿真车内驾驶员的动作",
  ],
  "assist.person.handsOn": ["Hands on", "手握方向盘"],
  "assist.person.handsOff": ["Hands off", "双手离开"],
  "assist.person.looks": ["Looks ahead", "注视前方"],
  "assist.person.looksAway": ["Looks away", "视线离开"],
  "assist.person.brake": ["Tap brake", "轻踩制动"],
  "assist.person.accelerate": ["Accelerate", "踩加速踏板"],
  "assist.person.nudgeLeft": ["Nudge wheel left", "向左轻推方向盘"],
  "assist.person.nudgeRight": ["Nudge wheel right", "向右轻推方向盘"],
} as const satisfies Record<string, readonly [string, string]>;

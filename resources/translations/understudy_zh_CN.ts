<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>AcceleratorChoice</name>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>How long a small test network took</source>
            <translation>一个小型测试网络所用的时间</translation>
        </message>
        <message>
            <source>No accelerator can be used here; the list says why.</source>
            <translation>这里没有可用的加速器；原因见列表。</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>Runs on</source>
            <translation>运行于</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>Testing…</source>
            <translation>正在测试…</translation>
        </message>
        <message>
            <source>The fastest that works</source>
            <translation>能用的当中最快的</translation>
        </message>
        <message>
            <source>Try every accelerator of this machine and say what is wrong with one</source>
            <translation>逐个试用本机的加速器，并说明哪一个有什么问题</translation>
        </message>
        <message>
            <source>What the networks run on</source>
            <translation>神经网络运行在什么上</translation>
        </message>
        <message>
            <source>{name} (can not be used)</source>
            <translation>{name}（无法使用）</translation>
        </message>
        <message>
            <source>{name}: {ms} ms</source>
            <translation>{name}：{ms} 毫秒</translation>
        </message>
    </context>
    <context>
        <name>AgeCard</name>
        <message>
            <source>Age of a picture when it leaves</source>
            <translation>画面输出时的延迟</translation>
        </message>
        <message>
            <source>{ms} ms</source>
            <translation>{ms} 毫秒</translation>
        </message>
    </context>
    <context>
        <name>Asking</name>
        <message>
            <source>&amp;Keep covering</source>
            <translation>继续遮盖(&amp;K)</translation>
        </message>
        <message>
            <source>&amp;Show my real face</source>
            <translation>显示真实面孔(&amp;S)</translation>
        </message>
        <message>
            <source>Add photos of a face</source>
            <translation>添加人脸照片</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>MP4 video</source>
            <translation>MP4 视频</translation>
        </message>
        <message>
            <source>Open a video or an image</source>
            <translation>打开视频或图片</translation>
        </message>
        <message>
            <source>Record to</source>
            <translation>录制到</translation>
        </message>
        <message>
            <source>Show your real face?</source>
            <translation>显示您的真实面孔？</translation>
        </message>
        <message>
            <source>This stays so until you change it back or close the program.</source>
            <translation>此设置会一直有效，直到您改回或关闭程序。</translation>
        </message>
        <message>
            <source>Videos</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>Whenever the face can not be swapped, everybody who watches will see your real face.</source>
            <translation>每当无法换脸时，所有观看者都会看到您的真实面孔。</translation>
        </message>
    </context>
    <context>
        <name>BugDialog</name>
        <message>
            <source>A fault of the program</source>
            <translation>程序缺陷</translation>
        </message>
        <message>
            <source>Something went wrong that should not have. The program goes on if it can.</source>
            <translation>发生了不该发生的错误。程序会尽可能继续运行。</translation>
        </message>
        <message>
            <source>{error}

The log has the details: {folder}</source>
            <translation>{error}

详细信息见日志：{folder}</translation>
        </message>
    </context>
    <context>
        <name>CameraBox</name>
        <message>
            <source>&amp;Fit</source>
            <translation>适配(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Mirror it for the others, too</source>
            <translation>对方看到的画面也镜像(&amp;M)</translation>
        </message>
        <message>
            <source>&amp;Rate</source>
            <translation>帧率(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Size</source>
            <translation>尺寸(&amp;S)</translation>
        </message>
        <message>
            <source>Fill it, cutting off what sticks out</source>
            <translation>填满画面，裁掉超出的部分</translation>
        </message>
        <message>
            <source>Picture of the virtual camera: {width} by {height}, {rate} per second</source>
            <translation>虚拟摄像头的画面：{width}x{height}，每秒 {rate} 帧</translation>
        </message>
        <message>
            <source>Read by {names}</source>
            <translation>正在读取的程序：{names}</translation>
        </message>
        <message>
            <source>Show the swapped picture as a camera to other programs, until it is switched off or the program ends</source>
            <translation>把换脸后的画面作为摄像头提供给其他程序，直到将其关闭或程序结束</translation>
        </message>
        <message>
            <source>Size and rate that other programs get, whatever the source gives</source>
            <translation>其他程序得到的尺寸和帧率，与来源无关</translation>
        </message>
        <message>
            <source>Virtual &amp;camera</source>
            <translation>虚拟摄像头(&amp;C)</translation>
        </message>
        <message>
            <source>Whole picture, with bars where the shape differs</source>
            <translation>显示完整画面，比例不同时加黑边</translation>
        </message>
        <message>
            <source>{number} per second</source>
            <translation>每秒 {number} 帧</translation>
        </message>
    </context>
    <context>
        <name>CameraDialog</name>
        <message>
            <source>&amp;Close</source>
            <translation>关闭(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Reset to defaults</source>
            <translation>恢复默认值(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Size</source>
            <translation>尺寸(&amp;S)</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>Automatic takes raw pictures, and JPEG where those would come more slowly over USB</source>
            <translation>“自动”使用原始画面；如果原始画面经 USB 传输较慢，则使用 JPEG</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>摄像头</translation>
        </message>
        <message>
            <source>Give exposure, focus and the rest the values that the camera came with</source>
            <translation>将曝光、对焦等恢复为摄像头的出厂值</translation>
        </message>
        <message>
            <source>Given: {given}</source>
            <translation>实际：{given}</translation>
        </message>
        <message>
            <source>Given: {given}. Wanted: {wanted}</source>
            <translation>实际：{given}。请求的是：{wanted}</translation>
        </message>
        <message>
            <source>Picture of the camera</source>
            <translation>摄像头的画面</translation>
        </message>
        <message>
            <source>Pictures per s&amp;econd</source>
            <translation>每秒帧数(&amp;E)</translation>
        </message>
        <message>
            <source>Pixel &amp;format</source>
            <translation>像素格式(&amp;F)</translation>
        </message>
        <message>
            <source>The chosen source is no camera.</source>
            <translation>所选来源不是摄像头。</translation>
        </message>
        <message>
            <source>This camera, or this system, offers nothing else to set here. Its maker's own program may.</source>
            <translation>此摄像头或此系统没有提供其他可以在这里设置的项目。厂商自己的程序或许可以。</translation>
        </message>
        <message>
            <source>{size} (not offered)</source>
            <translation>{size}（不提供）</translation>
        </message>
    </context>
    <context>
        <name>CameraFields</name>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>Leave {control} to the camera</source>
            <translation>由摄像头控制{control}</translation>
        </message>
        <message>
            <source>{low} to {high}; the camera's own: {default}</source>
            <translation>{low} 到 {high}；摄像头默认值：{default}</translation>
        </message>
    </context>
    <context>
        <name>CameraPage</name>
        <message>
            <source>&amp;Try again</source>
            <translation>重试(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Video or image…</source>
            <translation>视频或图片(&amp;V)…</translation>
        </message>
        <message>
            <source>Ca&amp;mera</source>
            <translation>摄像头(&amp;M)</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>摄像头</translation>
        </message>
        <message>
            <source>Choose what the picture is taken from. A camera is switched on only while this page shows it; nothing of it leaves this window. Without a camera the demo clip, a video or an image work as well.</source>
            <translation>选择从哪里获取画面。只有在此页显示画面时摄像头才会打开；画面不会离开此窗口。没有摄像头时，也可以使用演示视频、视频或图片。</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>M&amp;irror</source>
            <translation>镜像(&amp;I)</translation>
        </message>
        <message>
            <source>Open a video or an image</source>
            <translation>打开视频或图片</translation>
        </message>
        <message>
            <source>Show the picture as a mirror does; what leaves is not flipped</source>
            <translation>像镜子一样显示画面；输出的画面不会翻转</translation>
        </message>
        <message>
            <source>Videos</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>Your camera</source>
            <translation>您的摄像头</translation>
        </message>
        <message>
            <source>{name}: {size}</source>
            <translation>{name}：{size}</translation>
        </message>
        <message>
            <source>{name}: {size}, {fps:g} pictures a second</source>
            <translation>{name}：{size}，每秒 {fps:g} 帧</translation>
        </message>
    </context>
    <context>
        <name>CameraPart</name>
        <message>
            <source>Came&amp;ra…</source>
            <translation>摄像头(&amp;R)…</translation>
        </message>
    </context>
    <context>
        <name>Cameras</name>
        <message>
            <source>50 Hz</source>
            <translation>50 Hz</translation>
        </message>
        <message>
            <source>60 Hz</source>
            <translation>60 Hz</translation>
        </message>
        <message>
            <source>Aperture</source>
            <translation>光圈</translation>
        </message>
        <message>
            <source>Aperture Priority Mode</source>
            <translation>光圈优先模式</translation>
        </message>
        <message>
            <source>Auto</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>Auto Mode</source>
            <translation>自动模式</translation>
        </message>
        <message>
            <source>Automatic exposure</source>
            <translation>自动曝光</translation>
        </message>
        <message>
            <source>Automatic focus</source>
            <translation>自动对焦</translation>
        </message>
        <message>
            <source>Automatic gain</source>
            <translation>自动增益</translation>
        </message>
        <message>
            <source>Automatic hue</source>
            <translation>自动色调</translation>
        </message>
        <message>
            <source>Automatic white balance</source>
            <translation>自动白平衡</translation>
        </message>
        <message>
            <source>Brightness</source>
            <translation>亮度</translation>
        </message>
        <message>
            <source>Contrast</source>
            <translation>对比度</translation>
        </message>
        <message>
            <source>Disabled</source>
            <translation>已禁用</translation>
        </message>
        <message>
            <source>Exposure time (0.1 ms)</source>
            <translation>曝光时间（0.1 毫秒）</translation>
        </message>
        <message>
            <source>Fewer pictures per second in dim light</source>
            <translation>光线暗时降低帧率</translation>
        </message>
        <message>
            <source>Flicker of lamps</source>
            <translation>灯光频闪</translation>
        </message>
        <message>
            <source>Focus</source>
            <translation>对焦</translation>
        </message>
        <message>
            <source>Gain</source>
            <translation>增益</translation>
        </message>
        <message>
            <source>Gamma</source>
            <translation>伽马</translation>
        </message>
        <message>
            <source>Hue</source>
            <translation>色调</translation>
        </message>
        <message>
            <source>Left and right</source>
            <translation>左右转动</translation>
        </message>
        <message>
            <source>Light from behind</source>
            <translation>逆光补偿</translation>
        </message>
        <message>
            <source>Manual</source>
            <translation>手动</translation>
        </message>
        <message>
            <source>Manual Mode</source>
            <translation>手动模式</translation>
        </message>
        <message>
            <source>Mirror left to right in the camera</source>
            <translation>在摄像头中左右镜像</translation>
        </message>
        <message>
            <source>Saturation</source>
            <translation>饱和度</translation>
        </message>
        <message>
            <source>Share of blue</source>
            <translation>蓝色比例</translation>
        </message>
        <message>
            <source>Share of red</source>
            <translation>红色比例</translation>
        </message>
        <message>
            <source>Sharpness</source>
            <translation>锐度</translation>
        </message>
        <message>
            <source>Shutter Priority Mode</source>
            <translation>快门优先模式</translation>
        </message>
        <message>
            <source>Up and down</source>
            <translation>上下转动</translation>
        </message>
        <message>
            <source>Upside down in the camera</source>
            <translation>在摄像头中上下翻转</translation>
        </message>
        <message>
            <source>White balance (K)</source>
            <translation>白平衡 (K)</translation>
        </message>
        <message>
            <source>Zoom</source>
            <translation>变焦</translation>
        </message>
    </context>
    <context>
        <name>CheckRow</name>
        <message>
            <source>All right</source>
            <translation>正常</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>需注意</translation>
        </message>
        <message>
            <source>Not allowed</source>
            <translation>不允许</translation>
        </message>
        <message>
            <source>Not known</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Trouble</source>
            <translation>有问题</translation>
        </message>
    </context>
    <context>
        <name>CheckoutPanel</name>
        <message>
            <source>Being looked at…</source>
            <translation>正在查看…</translation>
        </message>
        <message>
            <source>Can not run yet</source>
            <translation>尚无法运行</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>详细信息</translation>
        </message>
        <message>
            <source>Load the program and have it swap a face of the demo</source>
            <translation>加载该程序，让它为演示视频换一张脸</translation>
        </message>
        <message>
            <source>Look again</source>
            <translation>重新查看</translation>
        </message>
        <message>
            <source>Look at the program as it is now</source>
            <translation>查看该程序目前的状态</translation>
        </message>
        <message>
            <source>Making the environment…</source>
            <translation>正在创建环境…</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>Show what is all right, too</source>
            <translation>也显示正常的项目</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>The package index is being asked…</source>
            <translation>正在查询软件包索引…</translation>
        </message>
        <message>
            <source>Try it</source>
            <translation>试用</translation>
        </message>
        <message>
            <source>Trying it: the program is being loaded…</source>
            <translation>试用中：正在加载该程序…</translation>
        </message>
        <message>
            <source>packages</source>
            <translation>软件包</translation>
        </message>
    </context>
    <context>
        <name>CheckoutPart</name>
        <message>
            <source>Choose the environment of {program}</source>
            <translation>选择 {program} 的环境</translation>
        </message>
        <message>
            <source>Choose the folder of {program}</source>
            <translation>选择 {program} 的文件夹</translation>
        </message>
    </context>
    <context>
        <name>Checkouts</name>
        <message>
            <source>Asking what is needed</source>
            <translation>正在查询所需的软件包</translation>
        </message>
        <message>
            <source>Building {name}</source>
            <translation>正在构建 {name}</translation>
        </message>
        <message>
            <source>Choose Python…</source>
            <translation>选择 Python…</translation>
        </message>
        <message>
            <source>Choose folder…</source>
            <translation>选择文件夹…</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>Fetching {name}</source>
            <translation>正在下载 {name}</translation>
        </message>
        <message>
            <source>Installing</source>
            <translation>正在安装</translation>
        </message>
        <message>
            <source>Looking at what was made</source>
            <translation>正在检查创建的环境</translation>
        </message>
        <message>
            <source>Make one…</source>
            <translation>创建环境…</translation>
        </message>
        <message>
            <source>Models…</source>
            <translation>模型…</translation>
        </message>
        <message>
            <source>Preparing Python</source>
            <translation>正在准备 Python</translation>
        </message>
        <message>
            <source>Put it there…</source>
            <translation>放入…</translation>
        </message>
        <message>
            <source>Read and agree…</source>
            <translation>阅读并同意…</translation>
        </message>
        <message>
            <source>Read it…</source>
            <translation>阅读…</translation>
        </message>
        <message>
            <source>Use it</source>
            <translation>使用</translation>
        </message>
    </context>
    <context>
        <name>Checks</name>
        <message>
            <source>By OBS Studio</source>
            <translation>通过 OBS Studio</translation>
        </message>
        <message>
            <source>By PipeWire</source>
            <translation>通过 PipeWire</translation>
        </message>
        <message>
            <source>By Unity Capture</source>
            <translation>通过 Unity Capture</translation>
        </message>
        <message>
            <source>Cache</source>
            <translation>缓存</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>摄像头</translation>
        </message>
        <message>
            <source>Connected cameras</source>
            <translation>已连接的摄像头</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>数据</translation>
        </message>
        <message>
            <source>Engines</source>
            <translation>引擎</translation>
        </message>
        <message>
            <source>Environment</source>
            <translation>环境</translation>
        </message>
        <message>
            <source>Folders</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Free some space</source>
            <translation>腾出空间</translation>
        </message>
        <message>
            <source>Free space</source>
            <translation>可用空间</translation>
        </message>
        <message>
            <source>Get OBS Studio</source>
            <translation>获取 OBS Studio</translation>
        </message>
        <message>
            <source>Get the extension</source>
            <translation>获取扩展</translation>
        </message>
        <message>
            <source>Give the folder back</source>
            <translation>收回文件夹</translation>
        </message>
        <message>
            <source>Graphics card</source>
            <translation>显卡</translation>
        </message>
        <message>
            <source>In the kernel (v4l2loopback)</source>
            <translation>在内核中 (v4l2loopback)</translation>
        </message>
        <message>
            <source>Join the group</source>
            <translation>加入用户组</translation>
        </message>
        <message>
            <source>Let macOS ask</source>
            <translation>让 macOS 询问</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>Make it writable</source>
            <translation>设为可写</translation>
        </message>
        <message>
            <source>Make the files</source>
            <translation>创建文件</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Models that ship with the program</source>
            <translation>随程序提供的模型</translation>
        </message>
        <message>
            <source>Monitor page (monitor)</source>
            <translation>监视页 (monitor)</translation>
        </message>
        <message>
            <source>NVIDIA's driver</source>
            <translation>NVIDIA 驱动</translation>
        </message>
        <message>
            <source>Notification area</source>
            <translation>通知区域</translation>
        </message>
        <message>
            <source>Open the settings</source>
            <translation>打开设置</translation>
        </message>
        <message>
            <source>Open this copy at login</source>
            <translation>登录时启动这份程序</translation>
        </message>
        <message>
            <source>Opening at login</source>
            <translation>登录时启动</translation>
        </message>
        <message>
            <source>Packages</source>
            <translation>软件包</translation>
        </message>
        <message>
            <source>Pinned versions</source>
            <translation>固定的版本</translation>
        </message>
        <message>
            <source>Ports of the services</source>
            <translation>服务的端口</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>程序</translation>
        </message>
        <message>
            <source>Programs and scripts (api)</source>
            <translation>程序和脚本 (api)</translation>
        </message>
        <message>
            <source>Programs that engines drive</source>
            <translation>引擎驱动的程序</translation>
        </message>
        <message>
            <source>Python</source>
            <translation>Python</translation>
        </message>
        <message>
            <source>Recordings</source>
            <translation>录像</translation>
        </message>
        <message>
            <source>Seen by every program</source>
            <translation>对所有程序可见</translation>
        </message>
        <message>
            <source>Set up the virtual camera</source>
            <translation>设置虚拟摄像头</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>The program's own structure</source>
            <translation>程序自身的结构</translation>
        </message>
        <message>
            <source>The right to use the camera</source>
            <translation>使用摄像头的权限</translation>
        </message>
        <message>
            <source>The right to use the card</source>
            <translation>使用显卡的权限</translation>
        </message>
        <message>
            <source>The sandbox</source>
            <translation>沙盒</translation>
        </message>
        <message>
            <source>Trial of the virtual camera</source>
            <translation>试用虚拟摄像头</translation>
        </message>
        <message>
            <source>Use by other programs</source>
            <translation>被其他程序使用的情况</translation>
        </message>
        <message>
            <source>Version</source>
            <translation>版本</translation>
        </message>
        <message>
            <source>Virtual camera</source>
            <translation>虚拟摄像头</translation>
        </message>
        <message>
            <source>What it printed</source>
            <translation>程序输出</translation>
        </message>
        <message>
            <source>What networks can run on</source>
            <translation>神经网络可以运行在什么上</translation>
        </message>
        <message>
            <source>Windows on this system (Qt)</source>
            <translation>本系统上的窗口 (Qt)</translation>
        </message>
        <message>
            <source>Your settings</source>
            <translation>您的设置</translation>
        </message>
    </context>
    <context>
        <name>ConsentDialog</name>
        <message>
            <source>&amp;Agree</source>
            <translation>同意(&amp;A)</translation>
        </message>
        <message>
            <source>Before anything leaves this window</source>
            <translation>在画面离开此窗口之前</translation>
        </message>
        <message>
            <source>I have the &amp;right to use the face I choose,
and I will not deceive people with it.</source>
            <translation>我有权使用所选的人脸(&amp;R)，
并且不会用它欺骗他人。</translation>
        </message>
        <message>
            <source>One statement, asked once</source>
            <translation>一项声明，只问一次</translation>
        </message>
        <message>
            <source>You are about to send a swapped face to a virtual camera, a recording or the network. Others will see it. Until you agree, only the preview in this window works.</source>
            <translation>您即将把换过的脸发送到虚拟摄像头、录像或网络，其他人会看到它。在您同意之前，只有此窗口中的预览可用。</translation>
        </message>
    </context>
    <context>
        <name>CopyDialog</name>
        <message>
            <source>&amp;Add photos or clips…</source>
            <translation>添加照片或视频(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;Make the copy</source>
            <translation>制作副本(&amp;M)</translation>
        </message>
        <message>
            <source>&amp;Remove</source>
            <translation>移除(&amp;R)</translation>
        </message>
        <message>
            <source>A faster copy of {name}</source>
            <translation>快速副本：{name}</translation>
        </message>
        <message>
            <source>Add photos or clips</source>
            <translation>添加照片或视频</translation>
        </message>
        <message>
            <source>Clips</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>Further photos and clips</source>
            <translation>另外添加的照片和视频</translation>
        </message>
        <message>
            <source>It is measured with your chosen faces and with the portraits and the clip that come with the program. Photos and clips that look like your camera's picture make it better. {count} pictures are used at most, yours first; they stay on this machine, and what is read of them is deleted at the end.</source>
            <translation>测量时使用您所选的人脸，以及随程序提供的人像和视频。添加与您摄像头画面相似的照片和视频，效果会更好。最多使用 {count} 张图片，优先使用您添加的；图片只留在本机，读取出的内容在结束时删除。</translation>
        </message>
        <message>
            <source>It takes minutes: {time} for a model of {size} on a machine with two cores, where the copy was {least} to {most} times as fast. How it is on yours is measured at the end. It can be stopped at any time.</source>
            <translation>制作需要几分钟：在一台双核机器上，{size} 的模型用时 {time}，副本的速度是原文件的 {least} 到 {most} 倍。在您的机器上快多少，会在最后测量。可以随时停止。</translation>
        </message>
        <message>
            <source>Meanwhile it takes about {memory} of memory ({memory_free} are free) and {disk} on the disk ({disk_free} are free).</source>
            <translation>制作期间约占用 {memory} 内存（可用 {memory_free}）和 {disk} 磁盘空间（可用 {disk_free}）。</translation>
        </message>
        <message>
            <source>Photos</source>
            <translation>照片</translation>
        </message>
        <message>
            <source>Photos and clips</source>
            <translation>照片和视频</translation>
        </message>
        <message>
            <source>The copy computes with 8 bits instead of 32, which processors do faster. It comes near the original but is not the same: one that is too far off is not kept. The file itself is not changed.</source>
            <translation>副本用 8 位而不是 32 位计算，处理器算得更快。结果与原文件接近，但并不相同：相差过大的副本不会保留。原文件不会被改动。</translation>
        </message>
        <message>
            <source>There is not enough memory free now: end other programs first.</source>
            <translation>目前可用内存不足：请先关闭其他程序。</translation>
        </message>
        <message>
            <source>There is not enough room on the disk now: make room first.</source>
            <translation>目前磁盘空间不足：请先腾出空间。</translation>
        </message>
        <message>
            <source>Where networks run on the processor, it is used from the next start of a run on (Precision: auto). A graphics card goes on using the original.</source>
            <translation>当神经网络在处理器上运行时，从下次开始运行起使用副本（精度：自动）。显卡仍使用原文件。</translation>
        </message>
        <message>
            <source>{minutes} min {seconds} s</source>
            <translation>{minutes} 分 {seconds} 秒</translation>
        </message>
    </context>
    <context>
        <name>CoverButton</name>
        <message>
            <source>Cov&amp;er now</source>
            <translation>立即遮盖(&amp;E)</translation>
        </message>
        <message>
            <source>Cov&amp;ered: show again</source>
            <translation>已遮盖：重新显示(&amp;E)</translation>
        </message>
        <message>
            <source>Cover now</source>
            <translation>立即遮盖</translation>
        </message>
        <message>
            <source>Shows a plain card instead of the picture, at once and until you end it ({key})</source>
            <translation>立即用一张静态画面代替输出，直到您取消 ({key})</translation>
        </message>
    </context>
    <context>
        <name>CoverKeys</name>
        <message>
            <source>&amp;Keys for covering…</source>
            <translation>遮盖快捷键(&amp;K)…</translation>
        </message>
        <message>
            <source>These keys can not be taken: it needs Ctrl, Alt or Meta with a letter, a digit or F1 to F24.</source>
            <translation>无法使用这个快捷键：需要 Ctrl、Alt 或 Meta，再加字母、数字或 F1 到 F24。</translation>
        </message>
    </context>
    <context>
        <name>DiagnosticsPanel</name>
        <message>
            <source>All that was checked is all right.</source>
            <translation>检查过的项目全部正常。</translation>
        </message>
        <message>
            <source>Also the checks that take a while, such as trying the graphics card</source>
            <translation>也进行较慢的检查，例如试用显卡</translation>
        </message>
        <message>
            <source>Check everything</source>
            <translation>全部检查</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>正在检查</translation>
        </message>
        <message>
            <source>Checks</source>
            <translation>检查项</translation>
        </message>
        <message>
            <source>Copies what is shown here as text, without your name, private paths and faces</source>
            <translation>将此处显示的内容复制为文本，不含您的姓名、私人路径和人脸</translation>
        </message>
        <message>
            <source>Copy report</source>
            <translation>复制报告</translation>
        </message>
        <message>
            <source>Nothing has been checked yet.</source>
            <translation>尚未进行任何检查。</translation>
        </message>
        <message>
            <source>The report is in the clipboard.</source>
            <translation>报告已复制到剪贴板。</translation>
        </message>
        <message>
            <source>Trouble: {broken}, attention: {weak}, of {all} checks.</source>
            <translation>共检查 {all} 项：有问题 {broken} 项，需注意 {weak} 项。</translation>
        </message>
    </context>
    <context>
        <name>DockLayout</name>
        <message>
            <source>Panels</source>
            <translation>面板</translation>
        </message>
    </context>
    <context>
        <name>EndDialog</name>
        <message>
            <source>&amp;End it</source>
            <translation>结束进程(&amp;E)</translation>
        </message>
        <message>
            <source>Began</source>
            <translation>启动时间</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>End a process</source>
            <translation>结束进程</translation>
        </message>
        <message>
            <source>It is another Understudy of yours. It ends in order: its run, its recording, its camera.</source>
            <translation>它是您的另一个 Understudy，会有序地结束其运行、录像和摄像头。</translation>
        </message>
        <message>
            <source>It is asked to end. What it has not kept may be lost.</source>
            <translation>将请求它结束。它尚未保存的内容可能会丢失。</translation>
        </message>
        <message>
            <source>Listens at</source>
            <translation>监听于</translation>
        </message>
        <message>
            <source>Process</source>
            <translation>进程</translation>
        </message>
        <message>
            <source>Program</source>
            <translation>程序</translation>
        </message>
        <message>
            <source>User</source>
            <translation>用户</translation>
        </message>
        <message>
            <source>{process} holds port {port}. End it?</source>
            <translation>{process} 占用着端口 {port}。要结束它吗？</translation>
        </message>
    </context>
    <context>
        <name>EnginePage</name>
        <message>
            <source>&amp;Models…</source>
            <translation>模型(&amp;M)…</translation>
        </message>
        <message>
            <source>&amp;Try again</source>
            <translation>重试(&amp;T)</translation>
        </message>
        <message>
            <source>En&amp;gine</source>
            <translation>引擎(&amp;G)</translation>
        </message>
        <message>
            <source>Engine</source>
            <translation>引擎</translation>
        </message>
        <message>
            <source>Engine and graphics card</source>
            <translation>引擎和显卡</translation>
        </message>
        <message>
            <source>Hide what can not be used</source>
            <translation>隐藏无法使用的项目</translation>
        </message>
        <message>
            <source>The engine that is built in is live on any processor. The others run published networks, which have to be fetched and want a graphics card to be live.</source>
            <translation>内置的引擎在任何处理器上都能实时运行。其他引擎使用已公开的网络，这些网络需要下载，并且要有显卡才能实时运行。</translation>
        </message>
        <message>
            <source>Try again what networks can run on</source>
            <translation>重新试用神经网络可以运行在什么上</translation>
        </message>
        <message>
            <source>Trying what networks can run on</source>
            <translation>正在试用神经网络可以运行在什么上</translation>
        </message>
        <message>
            <source>What can not be used, and why ({n})</source>
            <translation>无法使用的项目及原因（{n}）</translation>
        </message>
        <message>
            <source>What networks can run on here</source>
            <translation>神经网络在这里可以运行在什么上</translation>
        </message>
        <message>
            <source>What swaps the face</source>
            <translation>用什么来换脸</translation>
        </message>
    </context>
    <context>
        <name>EnginePanel</name>
        <message>
            <source>Engine</source>
            <translation>引擎</translation>
        </message>
        <message>
            <source>Fetch, import and delete the models of the engines</source>
            <translation>下载、导入和删除引擎所用的模型</translation>
        </message>
        <message>
            <source>It drives {program}, which you have in a folder of your own. The panel Engine shows it.</source>
            <translation>此引擎驱动您自己文件夹中的 {program}，可在“引擎”面板中查看。</translation>
        </message>
        <message>
            <source>Mode&amp;ls…</source>
            <translation>模型(&amp;L)…</translation>
        </message>
        <message>
            <source>None of its models is here yet. “Models…” fetches one, or takes a file that you have.</source>
            <translation>此引擎的模型尚无一个可用。请点“模型…”下载，或导入您已有的文件。</translation>
        </message>
        <message>
            <source>Options of the engine</source>
            <translation>引擎选项</translation>
        </message>
        <message>
            <source>Reset to &amp;defaults</source>
            <translation>恢复默认值(&amp;D)</translation>
        </message>
        <message>
            <source>Set all options of this engine back to their defaults</source>
            <translation>将此引擎的所有选项恢复为默认值</translation>
        </message>
        <message>
            <source>{name} (can not be used)</source>
            <translation>{name}（无法使用）</translation>
        </message>
        <message>
            <source>{name} can not be used without {names}. “Models…” fetches what is missing.</source>
            <translation>{name} 缺少 {names}，无法使用。请点“模型…”获取所缺的模型。</translation>
        </message>
        <message>
            <source>{name} is not here. “Models…” fetches it, or takes the file if you have it.</source>
            <translation>{name} 尚未就位。请点“模型…”下载，或导入您已有的文件。</translation>
        </message>
    </context>
    <context>
        <name>EnvironmentDialog</name>
        <message>
            <source>&amp;Ask the package index</source>
            <translation>查询软件包索引(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Make it</source>
            <translation>创建(&amp;M)</translation>
        </message>
        <message>
            <source>An environment of its own for {program}, with Python {python} and the packages that {file} pins, in the folder of Understudy's data; nothing in the program's folder is changed. Nothing has been asked of the network yet.</source>
            <translation>将在 Understudy 的数据文件夹中为 {program} 创建单独的环境，使用 Python {python} 和 {file} 固定的软件包；该程序文件夹中的内容不会被改动。尚未访问网络。</translation>
        </message>
        <message>
            <source>As the program pins it</source>
            <translation>按该程序固定的版本</translation>
        </message>
        <message>
            <source>At most {fetched} are fetched, and about {needed} needed on the disk.</source>
            <translation>最多下载 {fetched}，约需 {needed} 磁盘空间。</translation>
        </message>
        <message>
            <source>How much is fetched the index does not tell.</source>
            <translation>索引没有说明下载量。</translation>
        </message>
        <message>
            <source>Left out, as the engine does not need them: {names}</source>
            <translation>引擎不需要、因此略去：{names}</translation>
        </message>
        <message>
            <source>Make an environment for {program}</source>
            <translation>为 {program} 创建环境</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>That Python is not here and is fetched, too.</source>
            <translation>本机没有此版本的 Python，也会一并下载。</translation>
        </message>
        <message>
            <source>That is too little.</source>
            <translation>空间不足。</translation>
        </message>
        <message>
            <source>The package index is being asked…</source>
            <translation>正在查询软件包索引…</translation>
        </message>
        <message>
            <source>What its networks are to run on</source>
            <translation>其神经网络要运行在什么上</translation>
        </message>
        <message>
            <source>{count} packages and Python {python}.</source>
            <translation>{count} 个软件包和 Python {python}。</translation>
        </message>
        <message>
            <source>{size} are free on the disk.</source>
            <translation>磁盘剩余 {size}。</translation>
        </message>
    </context>
    <context>
        <name>FacePage</name>
        <message>
            <source>&amp;Add photos…</source>
            <translation>添加照片(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;Take a photo…</source>
            <translation>拍照(&amp;T)…</translation>
        </message>
        <message>
            <source>Add photos of a face</source>
            <translation>添加人脸照片</translation>
        </message>
        <message>
            <source>Choose one of these faces, drop a photo, or take one. A photo from the front, in even light, with one face works best; several photos of the same person can be chosen together.</source>
            <translation>选择其中一张脸、拖入一张照片，或者拍一张。光线均匀、正面、只有一张脸的照片效果最好；可以同时选择同一个人的多张照片。</translation>
        </message>
        <message>
            <source>Face</source>
            <translation>人脸</translation>
        </message>
        <message>
            <source>Faces</source>
            <translation>人脸</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Looking for a face</source>
            <translation>正在查找人脸</translation>
        </message>
        <message>
            <source>Photos stay on this machine and are used for nothing but showing this face. Your files stay where they are; a photo that you take here lies in {folder} and is deleted when you remove it from the list.</source>
            <translation>照片只留在本机，除了显示这张脸之外不作他用。您的文件会留在原处；在此拍摄的照片存放在 {folder}，从列表中移除时会被删除。</translation>
        </message>
        <message>
            <source>Take a photo with your camera</source>
            <translation>用您的摄像头拍照</translation>
        </message>
        <message>
            <source>The chosen photos show one person. Drop photos here.</source>
            <translation>所选照片应为同一个人。可将照片拖放到此处。</translation>
        </message>
        <message>
            <source>The face to show</source>
            <translation>要显示的脸</translation>
        </message>
    </context>
    <context>
        <name>FileChoice</name>
        <message>
            <source>As the face it is put over yours. As the source it stands where your camera is.</source>
            <translation>作为人脸时，它会换到您的脸上；作为来源时，它会代替您的摄像头。</translation>
        </message>
        <message>
            <source>Open a photo</source>
            <translation>打开照片</translation>
        </message>
        <message>
            <source>The &amp;face to show</source>
            <translation>要显示的脸(&amp;F)</translation>
        </message>
        <message>
            <source>The &amp;source</source>
            <translation>来源(&amp;S)</translation>
        </message>
        <message>
            <source>What is {name} for?</source>
            <translation>要把 {name} 用作什么？</translation>
        </message>
        <message>
            <source>{count} photos of one person</source>
            <translation>同一个人的 {count} 张照片</translation>
        </message>
    </context>
    <context>
        <name>FileDialog</name>
        <message>
            <source>&amp;Open</source>
            <translation>打开(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Save</source>
            <translation>保存(&amp;S)</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>所有文件 (*)</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>File &amp;name:</source>
            <translation>文件名(&amp;N)：</translation>
        </message>
        <message>
            <source>Files of type:</source>
            <translation>文件类型：</translation>
        </message>
        <message>
            <source>Look in:</source>
            <translation>查找范围：</translation>
        </message>
    </context>
    <context>
        <name>FoldersDialog</name>
        <message>
            <source>&amp;Add a folder…</source>
            <translation>添加文件夹(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;Remove</source>
            <translation>移除(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Use this folder</source>
            <translation>使用此文件夹(&amp;U)</translation>
        </message>
        <message>
            <source>Add a folder with models</source>
            <translation>添加含有模型的文件夹</translation>
        </message>
        <message>
            <source>Folders of other programs on this machine</source>
            <translation>本机上其他程序的文件夹</translation>
        </message>
        <message>
            <source>Folders with models</source>
            <translation>模型文件夹</translation>
        </message>
        <message>
            <source>Found on this machine, and not used yet:</source>
            <translation>在本机上找到、尚未使用：</translation>
        </message>
        <message>
            <source>Look there no more; the folder and its files stay</source>
            <translation>不再在此查找；文件夹及其中的文件会保留</translation>
        </message>
        <message>
            <source>Models are looked for in these folders, in this order. Add the folder of Deep-Live-Cam, FaceFusion, iRoop or insightface to use its models where they lie; nothing in it is changed.</source>
            <translation>程序按此顺序在这些文件夹中查找模型。添加 Deep-Live-Cam、FaceFusion、iRoop 或 insightface 的文件夹，即可直接使用其中的模型；文件夹中的内容不会被改动。</translation>
        </message>
        <message>
            <source>Models of the catalogue there: {count}</source>
            <translation>其中属于目录的模型数：{count}</translation>
        </message>
        <message>
            <source>No further folder of another program was found in the usual places.</source>
            <translation>在常见位置没有找到其他程序的文件夹。</translation>
        </message>
        <message>
            <source>The program's own folder. {state}</source>
            <translation>程序自己的文件夹。{state}</translation>
        </message>
    </context>
    <context>
        <name>Gallery</name>
        <message>
            <source>&amp;Add…</source>
            <translation>添加(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;People…</source>
            <translation>人物(&amp;P)…</translation>
        </message>
        <message>
            <source>Add photos of a face</source>
            <translation>添加人脸照片</translation>
        </message>
        <message>
            <source>Drop photos here. Ctrl+click chooses several of one person.</source>
            <translation>把照片拖到这里。按住 Ctrl 点击可选择同一个人的多张照片。</translation>
        </message>
        <message>
            <source>Eileen Collins (astronaut)</source>
            <translation>艾琳·柯林斯（宇航员）</translation>
        </message>
        <message>
            <source>Faces</source>
            <translation>人脸</translation>
        </message>
        <message>
            <source>Girl with a Pearl Earring</source>
            <translation>戴珍珠耳环的少女</translation>
        </message>
        <message>
            <source>Grace Hopper</source>
            <translation>格蕾丝·霍珀</translation>
        </message>
        <message>
            <source>Mona Lisa</source>
            <translation>蒙娜丽莎</translation>
        </message>
        <message>
            <source>Re&amp;move</source>
            <translation>移除(&amp;M)</translation>
        </message>
        <message>
            <source>Remove the chosen photos</source>
            <translation>移除所选照片</translation>
        </message>
        <message>
            <source>Show different people in front of the camera different faces</source>
            <translation>为摄像头前的不同人显示不同的脸</translation>
        </message>
        <message>
            <source>Take the chosen photos off the list; the files stay</source>
            <translation>从列表中移除所选照片，文件会保留</translation>
        </message>
        <message>
            <source>The chosen photos show one person. Delete removes your own photos.</source>
            <translation>所选照片应为同一个人。按 Delete 键移除您自己的照片。</translation>
        </message>
    </context>
    <context>
        <name>GovernorPart</name>
        <message>
            <source>It is given back by itself, as soon as there is room again.</source>
            <translation>一旦有余力，画质会自动恢复。</translation>
        </message>
        <message>
            <source>Quality traded for speed: {level} of {levels}</source>
            <translation>以画质换速度：{level}/{levels}</translation>
        </message>
        <message>
            <source>Too much for this machine</source>
            <translation>超出本机能力</translation>
        </message>
    </context>
    <context>
        <name>GpuCard</name>
        <message>
            <source>own {value}</source>
            <translation>本程序 {value}</translation>
        </message>
        <message>
            <source>use {percent} %</source>
            <translation>使用率 {percent}%</translation>
        </message>
        <message>
            <source>{degrees} °C</source>
            <translation>{degrees} °C</translation>
        </message>
        <message>
            <source>{gb} GB</source>
            <translation>{gb} GB</translation>
        </message>
        <message>
            <source>{watts} W</source>
            <translation>{watts} W</translation>
        </message>
    </context>
    <context>
        <name>KeysDialog</name>
        <message>
            <source>&amp;None</source>
            <translation>无(&amp;N)</translation>
        </message>
        <message>
            <source>Keys for covering</source>
            <translation>遮盖快捷键</translation>
        </message>
        <message>
            <source>Keys that cover from everywhere</source>
            <translation>全局遮盖快捷键</translation>
        </message>
        <message>
            <source>These keys cover the picture, and show it again, whatever program is in front. In this window F8 does so, too.</source>
            <translation>无论哪个程序在前台，此快捷键都能遮盖画面，再按一次则重新显示。在本窗口中也可以按 F8。</translation>
        </message>
    </context>
    <context>
        <name>LicenceDialog</name>
        <message>
            <source>&amp;Fetch</source>
            <translation>下载(&amp;F)</translation>
        </message>
        <message>
            <source>Accepted by you on {date}.</source>
            <translation>您已于 {date} 接受。</translation>
        </message>
        <message>
            <source>Altogether {size}.</source>
            <translation>共 {size}。</translation>
        </message>
        <message>
            <source>Fetch {name}</source>
            <translation>下载 {name}</translation>
        </message>
        <message>
            <source>I have read the &amp;licences and accept them.</source>
            <translation>我已阅读并接受这些许可(&amp;L)。</translation>
        </message>
        <message>
            <source>Is not fetched. {reason}</source>
            <translation>不会下载。{reason}</translation>
        </message>
        <message>
            <source>Licence: {licence}</source>
            <translation>许可：{licence}</translation>
        </message>
        <message>
            <source>Licences</source>
            <translation>许可</translation>
        </message>
        <message>
            <source>Licences are given in their publishers' words; the full texts are with the publishers.</source>
            <translation>许可以发布者的说法列出；完整文本请见发布者处。</translation>
        </message>
        <message>
            <source>Nothing has been asked of the network yet. To be fetched, with the licences that go with it:</source>
            <translation>尚未访问网络。将要下载的模型及其许可：</translation>
        </message>
        <message>
            <source>size unknown</source>
            <translation>大小未知</translation>
        </message>
        <message>
            <source>{file}, {size}, from {host}</source>
            <translation>{file}，{size}，来自 {host}</translation>
        </message>
        <message>
            <source>{name} by {vendor}</source>
            <translation>{name}，发布者：{vendor}</translation>
        </message>
        <message>
            <source>{size} are free on the disk.</source>
            <translation>磁盘剩余 {size}。</translation>
        </message>
    </context>
    <context>
        <name>LiveView</name>
        <message>
            <source>A picture is shown.</source>
            <translation>正在显示画面。</translation>
        </message>
        <message>
            <source>No picture</source>
            <translation>没有画面</translation>
        </message>
        <message>
            <source>Opening…</source>
            <translation>正在打开…</translation>
        </message>
        <message>
            <source>Picture of the camera</source>
            <translation>摄像头的画面</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <source>Diagnostics</source>
            <translation>诊断</translation>
        </message>
        <message>
            <source>Engine</source>
            <translation>引擎</translation>
        </message>
        <message>
            <source>Faces</source>
            <translation>人脸</translation>
        </message>
        <message>
            <source>Hold to compare</source>
            <translation>按住对比</translation>
        </message>
        <message>
            <source>Output</source>
            <translation>输出</translation>
        </message>
        <message>
            <source>Shows your own face while held, only in this window (B anywhere, Space on the picture)</source>
            <translation>按住时显示您自己的脸，仅在本窗口中可见（任意位置按 B，或在画面上按空格键）</translation>
        </message>
    </context>
    <context>
        <name>MemoryCard</name>
        <message>
            <source>Memory ({gb} GB)</source>
            <translation>内存（{gb} GB）</translation>
        </message>
        <message>
            <source>all {gb} GB</source>
            <translation>全部 {gb} GB</translation>
        </message>
        <message>
            <source>own {gb} GB</source>
            <translation>本程序 {gb} GB</translation>
        </message>
    </context>
    <context>
        <name>MendDialog</name>
        <message>
            <source>&amp;Close</source>
            <translation>关闭(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Run it</source>
            <translation>运行(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Try again</source>
            <translation>重试(&amp;T)</translation>
        </message>
        <message>
            <source>C&amp;opy the command</source>
            <translation>复制命令(&amp;O)</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>Running</source>
            <translation>正在运行</translation>
        </message>
        <message>
            <source>The command runs once the system has asked. You can close this window: what runs goes on by itself, and a question that is still open closes.</source>
            <translation>系统询问之后即运行命令。您可以关闭此窗口：已在运行的命令会自行继续，尚未回答的询问会随之关闭。</translation>
        </message>
        <message>
            <source>The command runs. You can close this window: it goes on by itself.</source>
            <translation>命令正在运行。您可以关闭此窗口，命令会自行继续。</translation>
        </message>
        <message>
            <source>This command will run, with your own rights:</source>
            <translation>将以您自己的权限运行此命令：</translation>
        </message>
        <message>
            <source>This command will run. It needs an administrator: the system asks for the password in a window of its own, and Understudy never sees it.</source>
            <translation>将运行此命令。它需要管理员权限：系统会在自己的窗口中要求输入密码，Understudy 不会看到密码。</translation>
        </message>
    </context>
    <context>
        <name>Menus</name>
        <message>
            <source>&amp;About Understudy</source>
            <translation>关于 Understudy(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Add photos of a face…</source>
            <translation>添加人脸照片(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;Colours</source>
            <translation>颜色(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Dark</source>
            <translation>深色(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Diagnostics</source>
            <translation>诊断(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>语言(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Licence</source>
            <translation>许可证(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Light</source>
            <translation>浅色(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Models…</source>
            <translation>模型(&amp;M)…</translation>
        </message>
        <message>
            <source>&amp;Open a video or an image…</source>
            <translation>打开视频或图片(&amp;O)…</translation>
        </message>
        <message>
            <source>&amp;People…</source>
            <translation>人物(&amp;P)…</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Reset layout</source>
            <translation>重置布局(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Set up Understudy…</source>
            <translation>Understudy 设置向导(&amp;S)…</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>A chosen face over your own, live, as a camera for every other program.

Free software under the GNU General Public License, version 3 or later. Qt {qt}.</source>
            <translation>把您选择的脸实时换到自己脸上，并作为摄像头提供给其他程序。

自由软件，采用 GNU 通用公共许可证第 3 版或更高版本。Qt {qt}。</translation>
        </message>
        <message>
            <source>About Understudy</source>
            <translation>关于 Understudy</translation>
        </message>
        <message>
            <source>As the &amp;system</source>
            <translation>跟随系统(&amp;S)</translation>
        </message>
        <message>
            <source>Cov&amp;er now</source>
            <translation>立即遮盖(&amp;E)</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>Look for &amp;cameras</source>
            <translation>查找摄像头(&amp;C)</translation>
        </message>
        <message>
            <source>S&amp;tart</source>
            <translation>开始(&amp;T)</translation>
        </message>
        <message>
            <source>S&amp;top</source>
            <translation>停止(&amp;T)</translation>
        </message>
        <message>
            <source>Sessio&amp;n</source>
            <translation>会话(&amp;N)</translation>
        </message>
        <message>
            <source>Set up &amp;one part</source>
            <translation>单独设置一项(&amp;O)</translation>
        </message>
        <message>
            <source>{panel} in its own window</source>
            <translation>“{panel}”使用独立窗口</translation>
        </message>
    </context>
    <context>
        <name>MessageBar</name>
        <message>
            <source>Close the message</source>
            <translation>关闭消息</translation>
        </message>
        <message>
            <source>Close the message (Esc)</source>
            <translation>关闭消息 (Esc)</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>Next message</source>
            <translation>下一条消息</translation>
        </message>
        <message>
            <source>{number} of {all}</source>
            <translation>{number}/{all}</translation>
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message>
            <source>64-bit Python 3.11 or newer is needed.</source>
            <translation>需要 64 位的 Python 3.11 或更高版本。</translation>
        </message>
        <message>
            <source>A camera is in use by {programs}, as Windows says.</source>
            <translation>Windows 显示摄像头正被 {programs} 使用。</translation>
        </message>
        <message>
            <source>A copy of {name} was made, but is hardly faster: {after} ms a run instead of {before} ms.</source>
            <translation>已制作 {name} 的副本，但几乎没有更快：每次运行 {after} 毫秒（原为 {before} 毫秒）。</translation>
        </message>
        <message>
            <source>A device, its driver or a folder on a network does not answer. Restart the computer if it stays so.</source>
            <translation>某个设备、其驱动或网络上的文件夹没有响应。如果一直如此，请重新启动电脑。</translation>
        </message>
        <message>
            <source>A face in {name} could not be swapped and is covered.</source>
            <translation>{name} 中有一张脸无法替换，已被遮盖。</translation>
        </message>
        <message>
            <source>A faster copy of {name} was made: {size}, {psnr} dB from the original at worst, {after} ms a run instead of {before} ms, {times} times as fast.</source>
            <translation>已制作 {name} 的快速副本：{size}，与原文件相比最差为 {psnr} dB，每次运行 {after} 毫秒（原为 {before} 毫秒），速度是原来的 {times} 倍。</translation>
        </message>
        <message>
            <source>A link needs both on the same disk: copy it instead.</source>
            <translation>链接要求两者在同一磁盘上：请改为复制。</translation>
        </message>
        <message>
            <source>A model counts by its file's name. Those that are put there later are found.</source>
            <translation>模型以文件名识别。以后放入的模型也会被找到。</translation>
        </message>
        <message>
            <source>A new list was begun. Results that were made before are still where they were written.</source>
            <translation>已新建列表。之前生成的结果仍在原来写入的位置。</translation>
        </message>
        <message>
            <source>A newer kernel may.</source>
            <translation>更新的内核或许可以。</translation>
        </message>
        <message>
            <source>A path is empty.</source>
            <translation>路径为空。</translation>
        </message>
        <message>
            <source>A run is going on already.</source>
            <translation>已经在运行。</translation>
        </message>
        <message>
            <source>A sound track of {name} could not be read and was left out.</source>
            <translation>无法读取 {name} 的一条音轨，已将其略去。</translation>
        </message>
        <message>
            <source>A token can not be named “{name}”.</source>
            <translation>令牌不能命名为“{name}”。</translation>
        </message>
        <message>
            <source>Add Understudy to the programs that open at login in the settings of your system.</source>
            <translation>请在系统设置中将 Understudy 添加到登录时启动的程序。</translation>
        </message>
        <message>
            <source>Add a notification area (“system tray”) to the panel of your desktop.</source>
            <translation>请在桌面的面板上添加通知区域（“系统托盘”）。</translation>
        </message>
        <message>
            <source>Add it again once no other program writes to it.</source>
            <translation>请在没有其他程序向它写入之后重新添加。</translation>
        </message>
        <message>
            <source>Add it again.</source>
            <translation>请重新添加。</translation>
        </message>
        <message>
            <source>Add the interface, such as udp://[{host}%eth0]:{port}.</source>
            <translation>请加上网络接口，例如 udp://[{host}%eth0]:{port}。</translation>
        </message>
        <message>
            <source>Add yourself to the group that owns it (“sudo usermod -aG video $USER”), then log out and in again.</source>
            <translation>请将自己加入拥有它的用户组（“sudo usermod -aG video $USER”），然后注销并重新登录。</translation>
        </message>
        <message>
            <source>All that the engine needs is installed ({count} packages).</source>
            <translation>引擎所需的软件包已全部安装（{count} 个）。</translation>
        </message>
        <message>
            <source>Allow it in System Settings &gt; Privacy &amp; Security &gt; Camera, then start the program again.</source>
            <translation>请在“系统设置 &gt; 隐私与安全性 &gt; 摄像头”中允许，然后重新启动程序。</translation>
        </message>
        <message>
            <source>Allow it in System Settings: General &gt; Login Items &amp; Extensions &gt; Camera Extensions, or Privacy &amp; Security before macOS 15.</source>
            <translation>请在系统设置中允许：“通用 &gt; 登录项与扩展 &gt; 摄像头扩展”，macOS 15 之前为“隐私与安全性”。</translation>
        </message>
        <message>
            <source>Allow it with “flatpak override --user --device=all” and the program's id, then start the program again.</source>
            <translation>请用“flatpak override --user --device=all”加上程序的 ID 来允许，然后重新启动程序。</translation>
        </message>
        <message>
            <source>An int8 copy of {name} needs {needed_mb} MB of memory while it is made, and {free_mb} MB are free.</source>
            <translation>制作 {name} 的 int8 副本需要 {needed_mb} MB 内存，目前只有 {free_mb} MB 可用。</translation>
        </message>
        <message>
            <source>Another copy of the program opens at login: {path}.</source>
            <translation>登录时启动的是另一份程序：{path}。</translation>
        </message>
        <message>
            <source>Another package of {title} was here. uv pip uninstall {names}; Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows).</source>
            <translation>此前装有 {title} 的另一个软件包。请先运行 uv pip uninstall {names}；然后运行 ./setup_virtual_env.sh install（Windows 上为 setup_virtual_env.bat）。</translation>
        </message>
        <message>
            <source>Another program holds the virtual camera {device}.</source>
            <translation>另一个程序占用着虚拟摄像头 {device}。</translation>
        </message>
        <message>
            <source>Another program may be using it, its cover may be closed, or the system's privacy settings may forbid it: Help &gt; Diagnostics tells, and so does “python -m app doctor”.</source>
            <translation>可能有其他程序正在使用它、镜头盖未打开，或系统的隐私设置不允许：可在“帮助 &gt; 诊断”中查看，也可运行“python -m app doctor”。</translation>
        </message>
        <message>
            <source>Another program may be using it, or its cover or switch is closed. End that program, or plug it in again.</source>
            <translation>可能有其他程序正在使用它，或镜头盖、开关未打开。请关闭那个程序，或重新插拔摄像头。</translation>
        </message>
        <message>
            <source>Another program may have it open: close that, then try again.</source>
            <translation>可能有其他程序打开了它：请先关闭那个程序，然后重试。</translation>
        </message>
        <message>
            <source>Any free port is taken.</source>
            <translation>使用任意空闲端口。</translation>
        </message>
        <message>
            <source>Ask whoever looks after this Mac.</source>
            <translation>请咨询管理这台 Mac 的人。</translation>
        </message>
        <message>
            <source>Ask whose it is, or choose another port.</source>
            <translation>请询问它属于谁，或选择其他端口。</translation>
        </message>
        <message>
            <source>Assign them in the keyboard settings of your desktop.</source>
            <translation>请在桌面的键盘设置中指定快捷键。</translation>
        </message>
        <message>
            <source>Begin another run, and ask again.</source>
            <translation>请重新开始运行，然后再次请求。</translation>
        </message>
        <message>
            <source>Bring that back, or choose another folder.</source>
            <translation>请恢复该磁盘或电脑，或选择其他文件夹。</translation>
        </message>
        <message>
            <source>Browsers, Zoom and others do not see the virtual camera: it was loaded without exclusive_caps=1.</source>
            <translation>浏览器、Zoom 等程序看不到虚拟摄像头：加载时没有使用 exclusive_caps=1。</translation>
        </message>
        <message>
            <source>Cancel it first.</source>
            <translation>请先取消它。</translation>
        </message>
        <message>
            <source>Change it in the window, or by “python -m app config set”.</source>
            <translation>请在窗口中更改，或运行“python -m app config set”。</translation>
        </message>
        <message>
            <source>Change its permissions.</source>
            <translation>请修改其权限。</translation>
        </message>
        <message>
            <source>Check it, or give the address by its number, such as udp://192.168.1.20:5000.</source>
            <translation>请检查名称，或直接填写数字地址，例如 udp://192.168.1.20:5000。</translation>
        </message>
        <message>
            <source>Check the name and the folder.</source>
            <translation>请检查名称和文件夹。</translation>
        </message>
        <message>
            <source>Check the name and the permissions.</source>
            <translation>请检查文件名和权限。</translation>
        </message>
        <message>
            <source>Check the network and the address. The program tries again every second.</source>
            <translation>请检查网络和地址。程序每秒会重试一次。</translation>
        </message>
        <message>
            <source>Check the network; behind a proxy, set models.proxy. A file that you have can be imported.</source>
            <translation>请检查网络；如使用代理，请设置 models.proxy。您已有的文件可以导入。</translation>
        </message>
        <message>
            <source>Check the setting models.proxy and that the proxy runs.</source>
            <translation>请检查设置 models.proxy，并确认代理正在运行。</translation>
        </message>
        <message>
            <source>Choose a camera, a file, or the demo clip: demo.</source>
            <translation>请选择摄像头、文件或演示视频。</translation>
        </message>
        <message>
            <source>Choose a file with pictures.</source>
            <translation>请选择有画面的文件。</translation>
        </message>
        <message>
            <source>Choose a file.</source>
            <translation>请选择一个文件。</translation>
        </message>
        <message>
            <source>Choose a larger one.</source>
            <translation>请选择尺寸更大的视频。</translation>
        </message>
        <message>
            <source>Choose a larger size under Session &gt; Camera.</source>
            <translation>请在“会话 &gt; 摄像头”中选择更大的尺寸。</translation>
        </message>
        <message>
            <source>Choose a photo (JPEG, PNG, WebP, ...).</source>
            <translation>请选择照片（JPEG、PNG、WebP 等）。</translation>
        </message>
        <message>
            <source>Choose a photo of a face, or a demo face.</source>
            <translation>请选择一张人脸照片，或选择演示人脸。</translation>
        </message>
        <message>
            <source>Choose a photo that shows one face from the front, well lit.</source>
            <translation>请选择光线良好、正面露出一张脸的照片。</translation>
        </message>
        <message>
            <source>Choose a photo with a face at least 100 pixels wide.</source>
            <translation>请选择人脸至少 100 像素宽的照片。</translation>
        </message>
        <message>
            <source>Choose a real camera.</source>
            <translation>请选择真实的摄像头。</translation>
        </message>
        <message>
            <source>Choose a smaller model or a smaller picture of the camera, or set a higher limit ({setting}).</source>
            <translation>请选择更小的模型或更小的摄像头画面，或调高上限（{setting}）。</translation>
        </message>
        <message>
            <source>Choose a smaller model, a smaller picture of the camera or a lower target, or end other programs.</source>
            <translation>请选择更小的模型、更小的摄像头画面或更低的目标帧率，或关闭其他程序。</translation>
        </message>
        <message>
            <source>Choose a swapper.</source>
            <translation>请选择换脸模型。</translation>
        </message>
        <message>
            <source>Choose an address that this machine has, such as 127.0.0.1.</source>
            <translation>请选择本机拥有的地址，例如 127.0.0.1。</translation>
        </message>
        <message>
            <source>Choose another folder, or free some space.</source>
            <translation>请选择其他文件夹，或腾出一些空间。</translation>
        </message>
        <message>
            <source>Choose another folder, or restart the computer: the system does this to disks with faults.</source>
            <translation>请选择其他文件夹，或重新启动电脑：磁盘有故障时系统会这样处理。</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>请选择其他文件夹。</translation>
        </message>
        <message>
            <source>Choose another name, or revoke that one first.</source>
            <translation>请换一个名称，或先吊销那个令牌。</translation>
        </message>
        <message>
            <source>Choose another name.</source>
            <translation>请换一个名称。</translation>
        </message>
        <message>
            <source>Choose another one, or make one, in the panel Engine.</source>
            <translation>请在“引擎”面板中选择其他 Python，或创建环境。</translation>
        </message>
        <message>
            <source>Choose another one.</source>
            <translation>请选择其他文件。</translation>
        </message>
        <message>
            <source>Choose another one: by the setting output.recording_folder for recordings, by the environment variable UNDERSTUDY_HOME for all others.</source>
            <translation>请选择其他文件夹：录像用设置 output.recording_folder，其余都用环境变量 UNDERSTUDY_HOME。</translation>
        </message>
        <message>
            <source>Choose another photo, or save this one again with an image program.</source>
            <translation>请选择其他照片，或用图像软件重新保存这一张。</translation>
        </message>
        <message>
            <source>Choose another place with Save as.</source>
            <translation>请用“另存为”选择其他位置。</translation>
        </message>
        <message>
            <source>Choose another port under View &gt; Ports.</source>
            <translation>请在“视图 &gt; 端口”中选择其他端口。</translation>
        </message>
        <message>
            <source>Choose another port, and send nothing there that is meant for Understudy.</source>
            <translation>请选择其他端口，并且不要向那里发送任何给 Understudy 的内容。</translation>
        </message>
        <message>
            <source>Choose another size or bit rate. The program tries again every second.</source>
            <translation>请选择其他尺寸或码率。程序每秒会重试一次。</translation>
        </message>
        <message>
            <source>Choose its folder in the panel Engine.</source>
            <translation>请在“引擎”面板中选择它的文件夹。</translation>
        </message>
        <message>
            <source>Choose its folder in the panel Engine. It can be had at {url}.</source>
            <translation>请在“引擎”面板中选择它的文件夹。可从 {url} 获取该程序。</translation>
        </message>
        <message>
            <source>Choose one by its number: {cameras}.</source>
            <translation>请按编号选择：{cameras}。</translation>
        </message>
        <message>
            <source>Choose one of the catalogue.</source>
            <translation>请从目录中选择一个。</translation>
        </message>
        <message>
            <source>Choose other photos under Session &gt; People, or remove the person there.</source>
            <translation>请在“会话 &gt; 人物”中换用其他照片，或移除此人。</translation>
        </message>
        <message>
            <source>Choose others: Session &gt; Keys for covering.</source>
            <translation>请换用其他快捷键：“会话 &gt; 遮盖快捷键”。</translation>
        </message>
        <message>
            <source>Choose the engine neural, or clear the face map (setting engine.face_map).</source>
            <translation>请选择引擎 neural，或清空人脸对应表（设置 engine.face_map）。</translation>
        </message>
        <message>
            <source>Choose the file that ends in .onnx.</source>
            <translation>请选择以 .onnx 结尾的文件。</translation>
        </message>
        <message>
            <source>Choose the model that it is.</source>
            <translation>请选择对应的模型。</translation>
        </message>
        <message>
            <source>Choose the one that holds {mark}.</source>
            <translation>请选择包含 {mark} 的文件夹。</translation>
        </message>
        <message>
            <source>Close the other program. While it is switched on, that is tried again every second; loading the module v4l2loopback anew helps, too.</source>
            <translation>请关闭另一个程序。只要开关开着，程序每秒会重试一次；重新加载 v4l2loopback 模块也有帮助。</translation>
        </message>
        <message>
            <source>Close the window and try again. The log has the details: {folder}</source>
            <translation>请关闭窗口后重试。详情见日志：{folder}</translation>
        </message>
        <message>
            <source>Close what writes to it, or what still shows it in another size. While it is switched on, that is tried again every second.</source>
            <translation>请关闭正在向它写入的程序，或仍以其他尺寸显示它的程序。只要开关开着，程序每秒会重试一次。</translation>
        </message>
        <message>
            <source>Closing it ends the program now.</source>
            <translation>现在关闭窗口会结束程序。</translation>
        </message>
        <message>
            <source>Confirm the statement in the window, or start headless with --i-have-consent.</source>
            <translation>请在窗口中确认声明，或在命令行启动时加上 --i-have-consent。</translation>
        </message>
        <message>
            <source>Convert it to H.264 in an MP4 file.</source>
            <translation>请转换为 H.264 编码的 MP4 文件。</translation>
        </message>
        <message>
            <source>Correct it.</source>
            <translation>请更正该设置。</translation>
        </message>
        <message>
            <source>Correct the setting.</source>
            <translation>请更正该设置。</translation>
        </message>
        <message>
            <source>Cut the photo to the face that you want, if it is another one.</source>
            <translation>如果想用另一张脸，请把照片裁剪到那张脸。</translation>
        </message>
        <message>
            <source>Delete it and get it again.</source>
            <translation>请删除它，然后重新获取。</translation>
        </message>
        <message>
            <source>Delete it yourself, or take its folder out of the setting models.folders.</source>
            <translation>请自行删除，或将其文件夹从设置 models.folders 中移除。</translation>
        </message>
        <message>
            <source>Delete or move files that you no longer need, such as old recordings, and empty the bin.</source>
            <translation>请删除或移走不再需要的文件，例如旧录像，并清空回收站。</translation>
        </message>
        <message>
            <source>Delete some of them.</source>
            <translation>请删除其中一些。</translation>
        </message>
        <message>
            <source>Details are in {file}.</source>
            <translation>详细信息见 {file}。</translation>
        </message>
        <message>
            <source>Do not open the program twice. If that file belongs to another user, delete it.</source>
            <translation>请不要重复打开程序。如果该文件属于另一个用户，请删除它。</translation>
        </message>
        <message>
            <source>Done. {said}</source>
            <translation>完成。{said}</translation>
        </message>
        <message>
            <source>Done: “{command}”.</source>
            <translation>完成：“{command}”。</translation>
        </message>
        <message>
            <source>Download it (github.com/schellingb/UnityCapture), open its folder Install and run Install.bat as an administrator: it registers the camera by regsvr32. Leave the folder where it is.</source>
            <translation>请下载 (github.com/schellingb/UnityCapture)，打开其中的 Install 文件夹，以管理员身份运行 Install.bat：它会用 regsvr32 注册摄像头。请不要移动该文件夹。</translation>
        </message>
        <message>
            <source>Drop photos of a face (JPEG, PNG, WebP, ...) or a video.</source>
            <translation>请拖入人脸照片（JPEG、PNG、WebP 等）或视频。</translation>
        </message>
        <message>
            <source>Drop photos of a face (JPEG, PNG, WebP, ...).</source>
            <translation>请拖入人脸照片（JPEG、PNG、WebP 等）。</translation>
        </message>
        <message>
            <source>Empty the setting output.virtual_camera_device to take the first free one, or name one that exists.</source>
            <translation>请清空设置 output.virtual_camera_device 以使用第一个空闲的设备，或指定一个存在的设备。</translation>
        </message>
        <message>
            <source>Empty the setting output.virtual_camera_device to take the first free one.</source>
            <translation>请清空设置 output.virtual_camera_device，以使用第一个空闲的设备。</translation>
        </message>
        <message>
            <source>Empty the setting output.virtual_camera_device, or write the name as other programs show it.</source>
            <translation>请清空设置 output.virtual_camera_device，或填写其他程序中显示的名称。</translation>
        </message>
        <message>
            <source>Empty the setting output.virtual_camera_device.</source>
            <translation>请清空设置 output.virtual_camera_device。</translation>
        </message>
        <message>
            <source>End it yourself.</source>
            <translation>请自行结束它。</translation>
        </message>
        <message>
            <source>End other programs, or make the picture smaller.</source>
            <translation>请关闭其他程序，或缩小画面。</translation>
        </message>
        <message>
            <source>End other programs, then try again.</source>
            <translation>请先关闭其他程序，然后重试。</translation>
        </message>
        <message>
            <source>End that process, or wait for its end, and try again.</source>
            <translation>请结束那个进程，或等它结束，然后重试。</translation>
        </message>
        <message>
            <source>End that program, or choose another camera.</source>
            <translation>请关闭那个程序，或选择其他摄像头。</translation>
        </message>
        <message>
            <source>End that program, or choose another device in the settings.</source>
            <translation>请关闭那个程序，或在设置中选择其他设备。</translation>
        </message>
        <message>
            <source>End that program, or stop the video in it, or choose another camera.</source>
            <translation>请关闭那个程序、停止其中的视频，或选择其他摄像头。</translation>
        </message>
        <message>
            <source>End the programs that show it, then set it up anew.</source>
            <translation>请关闭正在显示它的程序，然后重新设置。</translation>
        </message>
        <message>
            <source>End what holds it, choose another port under View &gt; Ports, or let the next free one be taken there.</source>
            <translation>请结束占用它的进程，或在“视图 &gt; 端口”中选择其他端口，或在那里允许使用下一个空闲端口。</translation>
        </message>
        <message>
            <source>Engines here: {known}.</source>
            <translation>现有的引擎：{known}。</translation>
        </message>
        <message>
            <source>Every camera of Unity Capture is in use.</source>
            <translation>Unity Capture 的所有摄像头都在使用中。</translation>
        </message>
        <message>
            <source>Everything that may be traded for speed is traded, and it is still too much.</source>
            <translation>可以用来换取速度的画质都已降低，但仍超出本机能力。</translation>
        </message>
        <message>
            <source>Faces in {name} are too small for the engine to find, and may be seen in the result: look through it before you show it to anybody.</source>
            <translation>{name} 中有些人脸太小，引擎无法找到，可能会出现在结果中：给别人看之前，请先检查结果。</translation>
        </message>
        <message>
            <source>Faces that are very small, seen from the side or covered can not be swapped.</source>
            <translation>很小、侧面或被遮挡的人脸无法替换。</translation>
        </message>
        <message>
            <source>Fetch it again to go on from there.</source>
            <translation>再次下载即可从中断处继续。</translation>
        </message>
        <message>
            <source>Fetch it with “Models…” in the panel Engine, which can put it there then; or put your own there.</source>
            <translation>请用“引擎”面板中的“模型…”下载，之后可从该面板放入；也可以放入您自己的文件。</translation>
        </message>
        <message>
            <source>Fetch it, or import the file if you have it.</source>
            <translation>请下载它；如果您已有该文件，请导入。</translation>
        </message>
        <message>
            <source>Fetching {name} was stopped; another process goes on with it.</source>
            <translation>已停止下载 {name}；另一个进程会继续下载。</translation>
        </message>
        <message>
            <source>Fetching {name} was stopped; {kept} bytes are kept.</source>
            <translation>已停止下载 {name}；已保留 {kept} 字节。</translation>
        </message>
        <message>
            <source>Files that are opened elsewhere do not come to this window: {reason}.</source>
            <translation>在别处打开的文件无法传到此窗口：{reason}。</translation>
        </message>
        <message>
            <source>Flatpak: flatpak override --user --device=all NAME. Snap: sudo snap connect NAME:camera. Docker: docker run --device DEVICE --group-add GROUP. Then start it again.</source>
            <translation>Flatpak：flatpak override --user --device=all NAME。Snap：sudo snap connect NAME:camera。Docker：docker run --device DEVICE --group-add GROUP。然后重新启动程序。</translation>
        </message>
        <message>
            <source>Free some space, or choose another folder for recordings.</source>
            <translation>请腾出空间，或为录像选择其他文件夹。</translation>
        </message>
        <message>
            <source>From inside {kind} the program can not set what opens at login.</source>
            <translation>程序在 {kind} 中无法设置登录时启动的项目。</translation>
        </message>
        <message>
            <source>From the next start of a run on it is used where networks run on the processor.</source>
            <translation>从下次开始运行起，当神经网络在处理器上运行时会使用它。</translation>
        </message>
        <message>
            <source>GNOME needs the extension AppIndicator for one.</source>
            <translation>GNOME 需要扩展 AppIndicator 才有托盘。</translation>
        </message>
        <message>
            <source>GNOME shows no notification area by itself, so closing the window ends the program.</source>
            <translation>GNOME 本身不显示通知区域，因此关闭窗口会结束程序。</translation>
        </message>
        <message>
            <source>GStreamer has no element {element}, which hands the pictures to PipeWire.</source>
            <translation>GStreamer 缺少将画面交给 PipeWire 的元件 {element}。</translation>
        </message>
        <message>
            <source>GStreamer's tools do not work here: {reason}.</source>
            <translation>GStreamer 的工具在这里无法使用：{reason}。</translation>
        </message>
        <message>
            <source>Get it again, or accept the change if you made it yourself.</source>
            <translation>请重新获取；如果是您自己更改的，请接受更改。</translation>
        </message>
        <message>
            <source>Get the engine's version for this program.</source>
            <translation>请获取适用于本程序的引擎版本。</translation>
        </message>
        <message>
            <source>Get the file again.</source>
            <translation>请重新获取该文件。</translation>
        </message>
        <message>
            <source>Get the file elsewhere and import it, or update the program.</source>
            <translation>请从别处获取该文件并导入，或更新程序。</translation>
        </message>
        <message>
            <source>Get the file elsewhere and import it.</source>
            <translation>请从别处获取该文件并导入。</translation>
        </message>
        <message>
            <source>Get the file from {vendor} and import it.</source>
            <translation>请从 {vendor} 获取该文件并导入。</translation>
        </message>
        <message>
            <source>Get the file itself, in its repository with: git lfs pull.</source>
            <translation>请获取文件本身，在其仓库中运行：git lfs pull。</translation>
        </message>
        <message>
            <source>Get the program again.</source>
            <translation>请重新获取该程序。</translation>
        </message>
        <message>
            <source>Give it a name of 1 to {most} characters, such as “stream deck”.</source>
            <translation>请取一个 1 到 {most} 个字符的名称，例如“stream deck”。</translation>
        </message>
        <message>
            <source>Have the files made: sudo nvidia-modprobe -c 0 -u</source>
            <translation>请让系统创建这些文件：sudo nvidia-modprobe -c 0 -u</translation>
        </message>
        <message>
            <source>Help brings it back.</source>
            <translation>可从“帮助”菜单重新打开。</translation>
        </message>
        <message>
            <source>How much room is left for {folder} can not be read: {reason}.</source>
            <translation>无法读取 {folder} 的剩余空间：{reason}。</translation>
        </message>
        <message>
            <source>If it does not work, install what {requirements} asks for.</source>
            <translation>如果无法正常工作，请安装 {requirements} 要求的版本。</translation>
        </message>
        <message>
            <source>If it does not work, take one of these: {known}.</source>
            <translation>如果无法正常工作，请改用以下版本之一：{known}。</translation>
        </message>
        <message>
            <source>If memory is short, end other programs; the log has the details. Then add it again.</source>
            <translation>如果内存不足，请先关闭其他程序；详细信息见日志。然后重新添加。</translation>
        </message>
        <message>
            <source>If memory is short, end other programs; then try again.</source>
            <translation>如果内存不足，请先关闭其他程序，然后重试。</translation>
        </message>
        <message>
            <source>If no camera is seen, run this in a terminal: {command}</source>
            <translation>如果看不到摄像头，请在终端中运行：{command}</translation>
        </message>
        <message>
            <source>If no picture comes, look into Settings &gt; Privacy &gt; Camera.</source>
            <translation>如果没有画面，请查看“设置 &gt; 隐私 &gt; 相机”。</translation>
        </message>
        <message>
            <source>If the picture does not come, end that program, or stop the video in it.</source>
            <translation>如果没有画面，请关闭那个程序，或停止其中的视频。</translation>
        </message>
        <message>
            <source>If the program does not work with it, get the known one.</source>
            <translation>如果该程序用它无法正常工作，请获取已知的版本。</translation>
        </message>
        <message>
            <source>If the program's icon does not appear, closing the window ends the program.</source>
            <translation>如果程序的图标没有出现，关闭窗口会结束程序。</translation>
        </message>
        <message>
            <source>If the system was updated, restart the computer first. Set it up in the assistant (menu Help), or with: {command}</source>
            <translation>如果系统刚更新过，请先重新启动电脑。请在设置向导（“帮助”菜单）中设置，或运行：{command}</translation>
        </message>
        <message>
            <source>In a Flatpak it needs “flatpak override --user --filesystem=xdg-run/pipewire-0 …”.</source>
            <translation>在 Flatpak 中需要“flatpak override --user --filesystem=xdg-run/pipewire-0 …”。</translation>
        </message>
        <message>
            <source>In a container, start it with that device, such as with: docker run --device DEVICE. Otherwise restart the computer.</source>
            <translation>在容器中，请带上该设备启动，例如：docker run --device DEVICE。否则请重新启动电脑。</translation>
        </message>
        <message>
            <source>In {covered} of {total} pictures of {name} a face could not be swapped, or none was found: they are covered.</source>
            <translation>{name} 共 {total} 帧，其中 {covered} 帧无法换脸或没有找到人脸：这些帧已被遮盖。</translation>
        </message>
        <message>
            <source>Install NVIDIA's own driver with your system's tool for drivers, then restart the computer.</source>
            <translation>请用系统的驱动工具安装 NVIDIA 官方驱动，然后重新启动电脑。</translation>
        </message>
        <message>
            <source>Install OBS Studio (obsproject.com), start its virtual camera once and stop it again, or install Unity Capture.</source>
            <translation>请安装 OBS Studio (obsproject.com)，启动一次其虚拟摄像头再停止，或安装 Unity Capture。</translation>
        </message>
        <message>
            <source>Install OBS Studio (obsproject.com). Where it is installed, start its virtual camera once, which registers it, and stop it again.</source>
            <translation>请安装 OBS Studio (obsproject.com)。如果已安装，请启动一次其虚拟摄像头以完成注册，然后停止。</translation>
        </message>
        <message>
            <source>Install OBS Studio 28 or newer (obsproject.com), press “Start Virtual Camera” in it once, and quit OBS.</source>
            <translation>请安装 OBS Studio 28 或更高版本 (obsproject.com)，在其中点击一次“启动虚拟摄像头”，然后退出 OBS。</translation>
        </message>
        <message>
            <source>Install OBS Studio 30 or newer (obsproject.com) in Applications and press “Start Virtual Camera” in it. Allow the extension in System Settings: General &gt; Login Items &amp; Extensions &gt; Camera Extensions, or Privacy &amp; Security before macOS 15. Restart the Mac if the camera does not come up, and quit OBS.</source>
            <translation>请将 OBS Studio 30 或更高版本 (obsproject.com) 安装到“应用程序”中，并在其中点击“启动虚拟摄像头”。请在系统设置中允许该扩展：“通用 &gt; 登录项与扩展 &gt; 摄像头扩展”，macOS 15 之前为“隐私与安全性”。如果摄像头没有出现，请重新启动 Mac，然后退出 OBS。</translation>
        </message>
        <message>
            <source>Install OBS Studio 30 or newer (obsproject.com), press “Start Virtual Camera” in it, allow its camera extension in System Settings, and quit OBS.</source>
            <translation>请安装 OBS Studio 30 或更高版本 (obsproject.com)，在其中点击“启动虚拟摄像头”，在系统设置中允许其摄像头扩展，然后退出 OBS。</translation>
        </message>
        <message>
            <source>Install WirePlumber and start it with “systemctl --user start wireplumber”.</source>
            <translation>请安装 WirePlumber，并用“systemctl --user start wireplumber”启动它。</translation>
        </message>
        <message>
            <source>Install it (https://docs.astral.sh/uv/), or make the environment as the program's own page says.</source>
            <translation>请安装它 (https://docs.astral.sh/uv/)，或按该程序页面上的说明创建环境。</translation>
        </message>
        <message>
            <source>Install it, where you want to see these values.</source>
            <translation>如果想查看这些数值，请安装它。</translation>
        </message>
        <message>
            <source>Install it. {packages}</source>
            <translation>请安装它。{packages}</translation>
        </message>
        <message>
            <source>Install its driver. In a container, start it with the card, such as with: docker run --gpus all (NVIDIA), or --device /dev/dri.</source>
            <translation>请安装显卡驱动。在容器中，请带上显卡启动，例如：docker run --gpus all (NVIDIA)，或 --device /dev/dri。</translation>
        </message>
        <message>
            <source>Install the extension “AppIndicator and KStatusNotifierItem Support”, then log in again.</source>
            <translation>请安装扩展“AppIndicator and KStatusNotifierItem Support”，然后重新登录。</translation>
        </message>
        <message>
            <source>Install the plug-ins. {packages}</source>
            <translation>请安装插件。{packages}</translation>
        </message>
        <message>
            <source>Install them: {command}</source>
            <translation>请安装它们：{command}</translation>
        </message>
        <message>
            <source>Install uv anew.</source>
            <translation>请重新安装 uv。</translation>
        </message>
        <message>
            <source>Install what {requirements} asks for there, or make an environment in the panel Engine.</source>
            <translation>请在其中安装 {requirements} 要求的软件包，或在“引擎”面板中创建环境。</translation>
        </message>
        <message>
            <source>Installed versions are not those that {program} pins: {clashes}.</source>
            <translation>已安装的版本与 {program} 固定的版本不符：{clashes}。</translation>
        </message>
        <message>
            <source>Intel's driver tells neither the memory of the card nor its use by others; the own share is told.</source>
            <translation>Intel 驱动既不提供显卡的显存，也不提供其他程序的使用情况；只提供本程序的占用。</translation>
        </message>
        <message>
            <source>It has {known}.</source>
            <translation>可用的选项有：{known}。</translation>
        </message>
        <message>
            <source>It has: {known}.</source>
            <translation>可用的有：{known}。</translation>
        </message>
        <message>
            <source>It is another file. Nothing was kept.</source>
            <translation>这是另一个文件。未保留任何内容。</translation>
        </message>
        <message>
            <source>It is damaged, or another version. Nothing was kept.</source>
            <translation>文件已损坏，或是其他版本。未保留任何内容。</translation>
        </message>
        <message>
            <source>It is here ({source}) and can be put there from the panel Engine.</source>
            <translation>本机已有它（{source}），可从“引擎”面板放入。</translation>
        </message>
        <message>
            <source>It is not overwritten: delete it yourself if it is damaged, then put the model there again.</source>
            <translation>该文件不会被覆盖：如果已损坏，请自行删除，然后重新放入模型。</translation>
        </message>
        <message>
            <source>It may ask for a login: get the file with a browser and import it.</source>
            <translation>可能需要登录：请用浏览器获取该文件，然后导入。</translation>
        </message>
        <message>
            <source>It may be damaged, still being written, or of an unknown kind. MP4, MKV, WebM, AVI and MOV are read.</source>
            <translation>它可能已损坏、尚未写完，或格式未知。支持 MP4、MKV、WebM、AVI 和 MOV。</translation>
        </message>
        <message>
            <source>It may be in use: stop the run first.</source>
            <translation>它可能正在使用：请先停止运行。</translation>
        </message>
        <message>
            <source>It may have been deleted.</source>
            <translation>它可能已被删除。</translation>
        </message>
        <message>
            <source>It may have been moved or deleted.</source>
            <translation>它可能已被移动或删除。</translation>
        </message>
        <message>
            <source>It may have been removed. The program tries again every second.</source>
            <translation>它可能已被移除。程序每秒会重试一次。</translation>
        </message>
        <message>
            <source>It may have been unplugged, or another program holds it. Plug it in again.</source>
            <translation>它可能被拔掉了，或被其他程序占用。请重新插上。</translation>
        </message>
        <message>
            <source>It may have been unplugged. It is taken up again as soon as it is back.</source>
            <translation>它可能被拔掉了，恢复后会自动继续。</translation>
        </message>
        <message>
            <source>It was held when the service began, or another was asked for then. Begin the service anew to try it.</source>
            <translation>服务启动时该端口被占用，或当时指定的是其他端口。请重新启动服务以再次尝试。</translation>
        </message>
        <message>
            <source>It was moved, changed or deleted.</source>
            <translation>它已被移动、更改或删除。</translation>
        </message>
        <message>
            <source>Its environment may have the onnxruntime for another card, or lack libraries; its log has the details.</source>
            <translation>其环境中的 onnxruntime 可能适用于另一种显卡，或缺少库；详细信息见其日志。</translation>
        </message>
        <message>
            <source>Its models are missing: {files}.</source>
            <translation>缺少其模型：{files}。</translation>
        </message>
        <message>
            <source>Its pins may not be whole: make one as {url} says, and choose it.</source>
            <translation>它固定的版本可能不完整：请按 {url} 的说明创建环境，然后选择该环境。</translation>
        </message>
        <message>
            <source>Join the group of cameras with “sudo usermod -aG {group} $USER”, then log in again.</source>
            <translation>请运行“sudo usermod -aG {group} $USER”加入摄像头用户组，然后重新登录。</translation>
        </message>
        <message>
            <source>Join the group, then log out and in again: {command}</source>
            <translation>请加入用户组，然后注销并重新登录：{command}</translation>
        </message>
        <message>
            <source>Let it ask now, and answer with OK.</source>
            <translation>请现在让它询问，并回答“好”。</translation>
        </message>
        <message>
            <source>Log in at the screen yourself, or join the group {group} and log in again: {command}</source>
            <translation>请自己在本机屏幕前登录，或加入用户组 {group} 后重新登录：{command}</translation>
        </message>
        <message>
            <source>Log in to a desktop that uses PipeWire, or start it with “systemctl --user start pipewire wireplumber”.</source>
            <translation>请登录到使用 PipeWire 的桌面，或用“systemctl --user start pipewire wireplumber”启动它。</translation>
        </message>
        <message>
            <source>Log out and in again where that lasts, then start the program anew.</source>
            <translation>如果一直如此，请注销并重新登录，然后重新启动程序。</translation>
        </message>
        <message>
            <source>Log out and in again.</source>
            <translation>请注销并重新登录。</translation>
        </message>
        <message>
            <source>Log out and in again. If that is not enough, restart the computer.</source>
            <translation>请注销并重新登录。如果还不行，请重新启动电脑。</translation>
        </message>
        <message>
            <source>Look at its status, and try again.</source>
            <translation>请查看其状态，然后重试。</translation>
        </message>
        <message>
            <source>Look into System Settings &gt; Privacy &amp; Security &gt; Camera.</source>
            <translation>请查看“系统设置 &gt; 隐私与安全性 &gt; 摄像头”。</translation>
        </message>
        <message>
            <source>Look into the rules of AppArmor or SELinux, and into the access list: getfacl DEVICE.</source>
            <translation>请检查 AppArmor 或 SELinux 的规则，以及访问控制列表：getfacl DEVICE。</translation>
        </message>
        <message>
            <source>Look whether the disk is full or failing, then try again.</source>
            <translation>请检查磁盘是否已满或有故障，然后重试。</translation>
        </message>
        <message>
            <source>Look whether the disk is there and can be written to, then add it again.</source>
            <translation>请检查磁盘是否存在并且可以写入，然后重新添加。</translation>
        </message>
        <message>
            <source>Make an environment with the right one in the panel Engine.</source>
            <translation>请在“引擎”面板中用正确的版本创建环境。</translation>
        </message>
        <message>
            <source>Make it readable for yourself, or take it off the list of folders on the page of models.</source>
            <translation>请将其设为您可读取，或在模型页面的文件夹列表中移除它。</translation>
        </message>
        <message>
            <source>Make it smaller with a video program.</source>
            <translation>请用视频软件缩小它。</translation>
        </message>
        <message>
            <source>Make it smaller with an image program.</source>
            <translation>请用图像软件缩小它。</translation>
        </message>
        <message>
            <source>Make it writable for yourself, or choose another one. Look into System Settings &gt; Privacy &amp; Security &gt; Files and Folders, too.</source>
            <translation>请将其设为您可写入，或选择其他文件夹。另请查看“系统设置 &gt; 隐私与安全性 &gt; 文件与文件夹”。</translation>
        </message>
        <message>
            <source>Make it writable for yourself, or choose another one. Look into Windows Security &gt; Virus &amp; threat protection &gt; Ransomware protection, too: it may keep programs away from folders.</source>
            <translation>请将其设为您可写入，或选择其他文件夹。另请查看“Windows 安全中心 &gt; 病毒和威胁防护 &gt; 勒索软件防护”：它可能会阻止程序访问文件夹。</translation>
        </message>
        <message>
            <source>Make it writable for yourself, or choose another one: by the setting output.recording_folder for recordings, by the environment variable UNDERSTUDY_HOME for all others.</source>
            <translation>请将其设为您可写入，或选择其他文件夹：录像用设置 output.recording_folder，其余都用环境变量 UNDERSTUDY_HOME。</translation>
        </message>
        <message>
            <source>Make it writable or free some space.</source>
            <translation>请使其可写，或释放一些空间。</translation>
        </message>
        <message>
            <source>Make it writable, or choose another place with the environment variable UNDERSTUDY_HOME.</source>
            <translation>请使其可写，或用环境变量 UNDERSTUDY_HOME 指定其他位置。</translation>
        </message>
        <message>
            <source>Make its folder writable or free some space: clients find the services by it.</source>
            <translation>请让其文件夹可写，或腾出一些空间：客户端要靠该文件找到服务。</translation>
        </message>
        <message>
            <source>Make one, or choose the one that you have, in the panel Engine.</source>
            <translation>请在“引擎”面板中创建环境，或选择您已有的环境。</translation>
        </message>
        <message>
            <source>Make room on that disk.</source>
            <translation>请腾出该磁盘的空间。</translation>
        </message>
        <message>
            <source>Make room on the disk, and look whether the program's data folder can be written to.</source>
            <translation>请腾出磁盘空间，并检查程序的数据文件夹是否可以写入。</translation>
        </message>
        <message>
            <source>Make room on the disk, make the folder writable, or end the other program that holds the file.</source>
            <translation>请腾出磁盘空间、将文件夹设为可写，或关闭占用该文件的其他程序。</translation>
        </message>
        <message>
            <source>Make room on the disk.</source>
            <translation>请腾出磁盘空间。</translation>
        </message>
        <message>
            <source>Make room or choose another folder, then start a new recording.</source>
            <translation>请腾出空间或选择其他文件夹，然后重新开始录制。</translation>
        </message>
        <message>
            <source>Make room or choose another folder.</source>
            <translation>请腾出空间或选择其他文件夹。</translation>
        </message>
        <message>
            <source>Make room, or link it instead of copying it.</source>
            <translation>请腾出空间，或改为链接而不是复制。</translation>
        </message>
        <message>
            <source>Make room, then add it again.</source>
            <translation>请腾出空间，然后重新添加。</translation>
        </message>
        <message>
            <source>Make room, then fetch it again to go on from there.</source>
            <translation>请腾出空间，再次下载即可从中断处继续。</translation>
        </message>
        <message>
            <source>Make the file readable.</source>
            <translation>请将该文件设为可读取。</translation>
        </message>
        <message>
            <source>Make the folder writable or free some space.</source>
            <translation>请让该文件夹可写，或腾出一些空间。</translation>
        </message>
        <message>
            <source>Make the folder writable, or make room.</source>
            <translation>请将该文件夹设为可写，或腾出磁盘空间。</translation>
        </message>
        <message>
            <source>Make the window smaller, or save a table.</source>
            <translation>请缩小窗口，或保存为表格。</translation>
        </message>
        <message>
            <source>Making the int8 copy of {name} was stopped. Nothing is kept.</source>
            <translation>已停止制作 {name} 的 int8 副本，未保留任何内容。</translation>
        </message>
        <message>
            <source>Mend its environment, or make another one in the panel Engine.</source>
            <translation>请修复其环境，或在“引擎”面板中另外创建一个。</translation>
        </message>
        <message>
            <source>Models are looked for in {folder} already.</source>
            <translation>已在 {folder} 中查找模型。</translation>
        </message>
        <message>
            <source>Models are looked for in {folder} too, but none of the catalogue is there.</source>
            <translation>现在也会在 {folder} 中查找模型，但其中没有目录中的模型。</translation>
        </message>
        <message>
            <source>Models are looked for in {folder} too: {count} of the catalogue are there.</source>
            <translation>现在也会在 {folder} 中查找模型：其中有目录中的模型 {count} 个。</translation>
        </message>
        <message>
            <source>Models are missing: {program} looks in {folder} for {files}.</source>
            <translation>缺少模型：{program} 在 {folder} 中查找 {files}。</translation>
        </message>
        <message>
            <source>Models end in {known}.</source>
            <translation>模型文件以 {known} 结尾。</translation>
        </message>
        <message>
            <source>Models without a pinned SHA-256 are recorded anew, and licences have to be accepted again.</source>
            <translation>没有固定 SHA-256 的模型将重新记录，许可证需要重新接受。</translation>
        </message>
        <message>
            <source>Move it to a folder with a simpler name.</source>
            <translation>请将它移到名称更简单的文件夹中。</translation>
        </message>
        <message>
            <source>Move that file away, or choose another folder.</source>
            <translation>请移走该文件，或选择其他文件夹。</translation>
        </message>
        <message>
            <source>NVIDIA's driver and its libraries are of different versions, as after an update.</source>
            <translation>NVIDIA 驱动与其库的版本不一致，更新后可能出现这种情况。</translation>
        </message>
        <message>
            <source>NVIDIA's driver can not be asked: {reason}.</source>
            <translation>无法查询 NVIDIA 驱动：{reason}。</translation>
        </message>
        <message>
            <source>NVIDIA's driver is loaded and its device files are there.</source>
            <translation>NVIDIA 驱动已加载，其设备文件也在。</translation>
        </message>
        <message>
            <source>NVIDIA's driver is loaded, but {files} is not there, so that CUDA finds no card.</source>
            <translation>NVIDIA 驱动已加载，但缺少 {files}，因此 CUDA 找不到显卡。</translation>
        </message>
        <message>
            <source>NVIDIA's own driver is not installed: only that tells how the card is used.</source>
            <translation>没有安装 NVIDIA 官方驱动：只有它才提供显卡的使用情况。</translation>
        </message>
        <message>
            <source>Name a PEM file in api.certificate and api.private_key, or clear both to have one made.</source>
            <translation>请在 api.certificate 和 api.private_key 中各指定一个 PEM 文件；或将两项都清空，由程序生成证书。</translation>
        </message>
        <message>
            <source>Name a file by its whole path in one of the folders of the setting tasks.folders, or upload it.</source>
            <translation>请用完整路径指定一个位于设置 tasks.folders 所列文件夹中的文件，或上传该文件。</translation>
        </message>
        <message>
            <source>Name a file.</source>
            <translation>请指定一个文件。</translation>
        </message>
        <message>
            <source>Name both, or clear both to have one made.</source>
            <translation>请两项都指定；或将两项都清空，由程序生成证书。</translation>
        </message>
        <message>
            <source>Name two PEM files that belong together, the key without a password.</source>
            <translation>请指定两个相互匹配的 PEM 文件，密钥不能带密码。</translation>
        </message>
        <message>
            <source>No address is known for {name}.</source>
            <translation>不知道 {name} 的下载地址。</translation>
        </message>
        <message>
            <source>No browser could be opened.</source>
            <translation>无法打开浏览器。</translation>
        </message>
        <message>
            <source>No camera is connected, or the system hides it.</source>
            <translation>没有连接摄像头，或被系统隐藏。</translation>
        </message>
        <message>
            <source>No camera was found on this machine.</source>
            <translation>这台电脑上没有找到摄像头。</translation>
        </message>
        <message>
            <source>No face in {name} could be swapped, so there is no result.</source>
            <translation>{name} 中没有可以替换的人脸，因此没有结果。</translation>
        </message>
        <message>
            <source>No face was chosen.</source>
            <translation>没有选择人脸。</translation>
        </message>
        <message>
            <source>No face was found in {names}.</source>
            <translation>在 {names} 中没有找到人脸。</translation>
        </message>
        <message>
            <source>No face was found in {name}: the other photos are used without it.</source>
            <translation>在 {name} 中没有找到人脸：只使用其余照片。</translation>
        </message>
        <message>
            <source>No graphics card was found whose values can be read.</source>
            <translation>没有找到可以读取数值的显卡。</translation>
        </message>
        <message>
            <source>No int8 copy of {name} was kept: it would be too far from the original, {psnr_db} dB on the worst picture that was compared, and {wanted_db} dB are wanted.</source>
            <translation>未保留 {name} 的 int8 副本：它与原文件相差过大，在对比的图片中最差为 {psnr_db} dB，而要求达到 {wanted_db} dB。</translation>
        </message>
        <message>
            <source>No int8 copy was made: {reason}</source>
            <translation>未能制作 int8 副本：{reason}</translation>
        </message>
        <message>
            <source>No keys can cover from everywhere yet: the desktop has assigned none.</source>
            <translation>还没有可用的全局遮盖快捷键：桌面尚未指定。</translation>
        </message>
        <message>
            <source>No keys can cover from everywhere: {reason}.</source>
            <translation>没有可用的全局遮盖快捷键：{reason}。</translation>
        </message>
        <message>
            <source>No keys can cover from everywhere: {system} has no way for it.</source>
            <translation>没有可用的全局遮盖快捷键：{system} 不支持。</translation>
        </message>
        <message>
            <source>No keys cover from everywhere.</source>
            <translation>未设置全局遮盖快捷键。</translation>
        </message>
        <message>
            <source>No other program has a camera.</source>
            <translation>没有其他程序在使用摄像头。</translation>
        </message>
        <message>
            <source>No package of {title} is installed.</source>
            <translation>没有安装 {title} 的软件包。</translation>
        </message>
        <message>
            <source>No picture could be made of the graphs.</source>
            <translation>无法将图表生成图片。</translation>
        </message>
        <message>
            <source>No program sends pictures to {name}.</source>
            <translation>没有程序向 {name} 发送画面。</translation>
        </message>
        <message>
            <source>No source was chosen.</source>
            <translation>尚未选择画面来源。</translation>
        </message>
        <message>
            <source>No virtual camera opened. {reasons}</source>
            <translation>无法打开虚拟摄像头。{reasons}</translation>
        </message>
        <message>
            <source>Not one picture of {name} can be read.</source>
            <translation>{name} 中没有一帧可以读取。</translation>
        </message>
        <message>
            <source>Nothing can be done about this by the program itself.</source>
            <translation>程序自身对此无能为力。</translation>
        </message>
        <message>
            <source>Nothing is left to trade that would take less memory.</source>
            <translation>已没有可以再降低的画质来节省内存。</translation>
        </message>
        <message>
            <source>Nothing leaves the program before you have stated that you may use the chosen face.</source>
            <translation>在您声明有权使用所选人脸之前，任何画面都不会离开本程序。</translation>
        </message>
        <message>
            <source>Nothing of the recording {name} could be kept: {reason}.</source>
            <translation>录像 {name} 未能保存任何内容：{reason}。</translation>
        </message>
        <message>
            <source>Nothing was changed: it was not agreed to, the password was not accepted, or you may not do this.</source>
            <translation>没有做任何更改：未获同意、密码不正确，或您无权这样做。</translation>
        </message>
        <message>
            <source>Nothing was done: “{command}” runs only after you have agreed to it.</source>
            <translation>没有执行任何操作：“{command}”只有在您同意之后才会运行。</translation>
        </message>
        <message>
            <source>OBS Studio's virtual camera is not installed.</source>
            <translation>没有安装 OBS Studio 的虚拟摄像头。</translation>
        </message>
        <message>
            <source>On this processor it gains nothing: delete it.</source>
            <translation>在这台处理器上没有收益：可以删除。</translation>
        </message>
        <message>
            <source>Only {free_mb} MB are free in {folder}.</source>
            <translation>{folder} 只剩 {free_mb} MB 空间。</translation>
        </message>
        <message>
            <source>Open it yourself.</source>
            <translation>请自行打开。</translation>
        </message>
        <message>
            <source>Open photos or a video.</source>
            <translation>请打开照片或视频。</translation>
        </message>
        <message>
            <source>Open them from within the window.</source>
            <translation>请在窗口中打开文件。</translation>
        </message>
        <message>
            <source>Open {url} in one, and log in there with a token (Session &gt; Local service).</source>
            <translation>请在浏览器中打开 {url}，并用令牌登录（“会话 &gt; 本地服务”）。</translation>
        </message>
        <message>
            <source>Opening at login is switched off in the system ({where}).</source>
            <translation>登录时启动已在系统中关闭（{where}）。</translation>
        </message>
        <message>
            <source>Other meters go on. It is tried again in a while.</source>
            <translation>其他数值照常显示。程序稍后会重试。</translation>
        </message>
        <message>
            <source>Other pictures may help: some that look like your camera's. Else run the file itself.</source>
            <translation>换用其他图片可能有帮助，例如与您摄像头画面相似的图片；否则请直接使用原文件。</translation>
        </message>
        <message>
            <source>PipeWire does not answer: {reason}.</source>
            <translation>PipeWire 没有响应：{reason}。</translation>
        </message>
        <message>
            <source>PipeWire is not running ({path}: {reason}).</source>
            <translation>PipeWire 没有运行（{path}：{reason}）。</translation>
        </message>
        <message>
            <source>PipeWire is only on Linux.</source>
            <translation>PipeWire 仅在 Linux 上可用。</translation>
        </message>
        <message>
            <source>PipeWire runs without a session manager: no program would be given the camera.</source>
            <translation>PipeWire 运行时没有会话管理器：没有程序能得到摄像头。</translation>
        </message>
        <message>
            <source>PipeWire's socket can not be found: the environment variable XDG_RUNTIME_DIR is not set.</source>
            <translation>找不到 PipeWire 的套接字：没有设置环境变量 XDG_RUNTIME_DIR。</translation>
        </message>
        <message>
            <source>Plug it in again.</source>
            <translation>请重新插上。</translation>
        </message>
        <message>
            <source>Plug it in again. If that does not help, the service udev does not run: restart the computer.</source>
            <translation>请重新插上。如果没有用，说明 udev 服务没有运行：请重新启动电脑。</translation>
        </message>
        <message>
            <source>Plug it in, or choose another one. These exist: {cameras}.</source>
            <translation>请插上它，或选择其他摄像头。现有的摄像头：{cameras}。</translation>
        </message>
        <message>
            <source>Plug its disk in, or take it off the list of folders on the page of models.</source>
            <translation>请连接它所在的磁盘，或在模型页面的文件夹列表中移除它。</translation>
        </message>
        <message>
            <source>Plug one in, open its cover, or switch it on (some laptops have a key for it). The demo, clips and pictures work without one.</source>
            <translation>请插上摄像头、打开镜头盖，或打开摄像头开关（有些笔记本电脑有专用按键）。演示、视频和图片不需要摄像头。</translation>
        </message>
        <message>
            <source>Plug one in, or use the demo clip: “demo”.</source>
            <translation>请插上摄像头，或使用演示视频。</translation>
        </message>
        <message>
            <source>Plug the disk in, or choose another folder.</source>
            <translation>请连接该磁盘，或选择其他文件夹。</translation>
        </message>
        <message>
            <source>Port {port} is free.</source>
            <translation>端口 {port} 空闲。</translation>
        </message>
        <message>
            <source>Port {port} is held by a process that the system does not name.</source>
            <translation>端口 {port} 被系统未说明的进程占用。</translation>
        </message>
        <message>
            <source>Port {port} is held by another user's process.</source>
            <translation>端口 {port} 被另一个用户的进程占用。</translation>
        </message>
        <message>
            <source>Port {port} is held by {programs}.</source>
            <translation>端口 {port} 被 {programs} 占用。</translation>
        </message>
        <message>
            <source>Port {wanted} is held by a process that the system does not name: “{service}” is at port {port} now.</source>
            <translation>端口 {wanted} 被系统未说明的进程占用：“{service}”现在使用端口 {port}。</translation>
        </message>
        <message>
            <source>Port {wanted} is held by a process that the system does not name: “{service}” would take the next free one.</source>
            <translation>端口 {wanted} 被系统未说明的进程占用：“{service}”将使用下一个空闲端口。</translation>
        </message>
        <message>
            <source>Port {wanted} is held by another user's process: “{service}” is at port {port} now.</source>
            <translation>端口 {wanted} 被另一个用户的进程占用：“{service}”现在使用端口 {port}。</translation>
        </message>
        <message>
            <source>Port {wanted} is held by another user's process: “{service}” would take the next free one.</source>
            <translation>端口 {wanted} 被另一个用户的进程占用：“{service}”将使用下一个空闲端口。</translation>
        </message>
        <message>
            <source>Port {wanted} is held by {programs}: “{service}” is at port {port} now.</source>
            <translation>端口 {wanted} 被 {programs} 占用：“{service}”现在使用端口 {port}。</translation>
        </message>
        <message>
            <source>Port {wanted} is held by {programs}: “{service}” would take the next free one.</source>
            <translation>端口 {wanted} 被 {programs} 占用：“{service}”将使用下一个空闲端口。</translation>
        </message>
        <message>
            <source>Press Start to go on with it.</source>
            <translation>按“开始”即可继续使用它。</translation>
        </message>
        <message>
            <source>Press Start with a camera chosen: macOS asks then.</source>
            <translation>选好摄像头后请按“开始”：macOS 届时会询问。</translation>
        </message>
        <message>
            <source>Press “Use it” in the panel Engine, or choose another folder there.</source>
            <translation>请在“引擎”面板中点击“使用”，或在那里选择其他文件夹。</translation>
        </message>
        <message>
            <source>Process {holder} is at the model {name} right now.</source>
            <translation>进程 {holder} 正在处理模型 {name}。</translation>
        </message>
        <message>
            <source>Process {holder} is making the environment of {program} right now.</source>
            <translation>进程 {holder} 正在创建 {program} 的环境。</translation>
        </message>
        <message>
            <source>Process {holder} makes a copy right now.</source>
            <translation>进程 {holder} 正在制作副本。</translation>
        </message>
        <message>
            <source>Put it back, or add it again from where it is now.</source>
            <translation>请将它放回原处，或从现在的位置重新添加。</translation>
        </message>
        <message>
            <source>Put it there. The page of {program} says where it is to be had: {url}</source>
            <translation>请将它放入该文件夹。获取方法见 {program} 的页面：{url}</translation>
        </message>
        <message>
            <source>Put them there. The page of {program} says where they are to be had: {url}</source>
            <translation>请将它们放入该文件夹。获取方法见 {program} 的页面：{url}</translation>
        </message>
        <message>
            <source>Python {version}, {bits} bit</source>
            <translation>Python {version}，{bits} 位</translation>
        </message>
        <message>
            <source>Qt does not open: {reason}</source>
            <translation>Qt 无法打开：{reason}</translation>
        </message>
        <message>
            <source>Qt opens on the platform {platform}</source>
            <translation>Qt 可在平台 {platform} 上打开</translation>
        </message>
        <message>
            <source>Read it, and accept it if you agree.</source>
            <translation>请阅读许可证，同意后接受。</translation>
        </message>
        <message>
            <source>Read it, and agree to it, in the panel Engine.</source>
            <translation>请在“引擎”面板中阅读并同意。</translation>
        </message>
        <message>
            <source>Read them, and accept them if you agree.</source>
            <translation>请阅读许可证，同意后接受。</translation>
        </message>
        <message>
            <source>Record to another file.</source>
            <translation>请录制到其他文件。</translation>
        </message>
        <message>
            <source>Register more of them with InstallMultipleDevices.bat of Unity Capture. While it is switched on, that is tried again every second.</source>
            <translation>请用 Unity Capture 的 InstallMultipleDevices.bat 注册更多摄像头。只要开关开着，程序每秒会重试一次。</translation>
        </message>
        <message>
            <source>Reinstall GStreamer.</source>
            <translation>请重新安装 GStreamer。</translation>
        </message>
        <message>
            <source>Reinstall the package av.</source>
            <translation>请重新安装 av 软件包。</translation>
        </message>
        <message>
            <source>Remove all of them, then install one: uv pip uninstall {names}; Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows).</source>
            <translation>请先全部移除，再安装一个：uv pip uninstall {names}；然后运行 ./setup_virtual_env.sh install（Windows 上为 setup_virtual_env.bat）。</translation>
        </message>
        <message>
            <source>Renew it, or clear api.certificate to have one made.</source>
            <translation>请更新证书，或清空 api.certificate，由程序生成证书。</translation>
        </message>
        <message>
            <source>Restore it from the program's files.</source>
            <translation>请从程序的原始文件中恢复它。</translation>
        </message>
        <message>
            <source>Run ./setup_virtual_env.sh install (setup_virtual_env.bat on Windows).</source>
            <translation>请运行 ./setup_virtual_env.sh install（Windows 上为 setup_virtual_env.bat）。</translation>
        </message>
        <message>
            <source>Run it in a terminal to see all that it says.</source>
            <translation>请在终端中运行它，以查看完整的输出。</translation>
        </message>
        <message>
            <source>Run the set-up again.</source>
            <translation>请重新运行安装。</translation>
        </message>
        <message>
            <source>Run the set-up again: ./setup_virtual_env.sh install</source>
            <translation>请重新运行安装：./setup_virtual_env.sh install</translation>
        </message>
        <message>
            <source>Run this in a terminal, then start the program again: {command}</source>
            <translation>请在终端中运行以下命令，然后重新启动程序：{command}</translation>
        </message>
        <message>
            <source>Run this in a terminal: {command}</source>
            <translation>请在终端中运行：{command}</translation>
        </message>
        <message>
            <source>Save it as a video, or its pictures one by one.</source>
            <translation>请将它另存为视频，或逐张保存其中的图片。</translation>
        </message>
        <message>
            <source>See who owns it, or change it in the settings of your system.</source>
            <translation>请检查它属于谁，或在系统设置中更改。</translation>
        </message>
        <message>
            <source>Send a smaller file, or raise the setting api.upload_mb.</source>
            <translation>请发送更小的文件，或调高设置 api.upload_mb。</translation>
        </message>
        <message>
            <source>Send it to one machine, or to a multicast group such as udp://239.0.0.1:5000.</source>
            <translation>请发送到一台机器，或发送到组播组，例如 udp://239.0.0.1:5000。</translation>
        </message>
        <message>
            <source>Send it to this machine (127.0.0.1), to a private address (192.168…, 10…, 172.16…, fd…), or to a multicast group (239…).</source>
            <translation>请发送到本机 (127.0.0.1)、私有地址（192.168…、10…、172.16…、fd…）或组播组 (239…)。</translation>
        </message>
        <message>
            <source>Served at {address} (process {process}), not at port {wanted}.</source>
            <translation>正在 {address} 提供服务（进程 {process}），而不是在端口 {wanted}。</translation>
        </message>
        <message>
            <source>Served at {address} (process {process}).</source>
            <translation>正在 {address} 提供服务（进程 {process}）。</translation>
        </message>
        <message>
            <source>Set it again under Session &gt; Camera.</source>
            <translation>请在“会话 &gt; 摄像头”中重新设置。</translation>
        </message>
        <message>
            <source>Set it up in the assistant (menu Help), or with: {command}</source>
            <translation>请在设置向导（“帮助”菜单）中设置，或运行：{command}</translation>
        </message>
        <message>
            <source>Set output.virtual_camera_backend to auto.</source>
            <translation>请将 output.virtual_camera_backend 设为 auto。</translation>
        </message>
        <message>
            <source>Several cameras match “{wanted}”.</source>
            <translation>有多个摄像头符合“{wanted}”。</translation>
        </message>
        <message>
            <source>Some pictures of {name} are damaged ({count}) and were left out.</source>
            <translation>{name} 中有一些帧已损坏（{count} 帧），已将其略去。</translation>
        </message>
        <message>
            <source>Something went wrong inside the program: {reason}.</source>
            <translation>程序内部出错：{reason}。</translation>
        </message>
        <message>
            <source>Start a new one.</source>
            <translation>请开始新的录像。</translation>
        </message>
        <message>
            <source>Start it again.</source>
            <translation>请重新启动程序。</translation>
        </message>
        <message>
            <source>Start the machine again where it does not come back by itself.</source>
            <translation>如果它没有自行恢复，请重新启动电脑。</translation>
        </message>
        <message>
            <source>Start the machine again where that lasts.</source>
            <translation>如果一直如此，请重新启动电脑。</translation>
        </message>
        <message>
            <source>Start the machine again.</source>
            <translation>请重新启动电脑。</translation>
        </message>
        <message>
            <source>Start the program that does, or choose another camera.</source>
            <translation>请启动提供画面的程序，或选择其他摄像头。</translation>
        </message>
        <message>
            <source>Start the program without it.</source>
            <translation>启动程序时请不要指定它。</translation>
        </message>
        <message>
            <source>Stop it first.</source>
            <translation>请先停止。</translation>
        </message>
        <message>
            <source>Stop the run first.</source>
            <translation>请先停止运行。</translation>
        </message>
        <message>
            <source>Stop the virtual camera in OBS and quit OBS. Where that does not help, see that the extension is allowed in System Settings, and restart the Mac. While it is switched on, that is tried again every second.</source>
            <translation>请在 OBS 中停止虚拟摄像头，然后退出 OBS。如果没有用，请确认系统设置中已允许该扩展，并重新启动 Mac。只要开关开着，程序每秒会重试一次。</translation>
        </message>
        <message>
            <source>Stop the virtual camera in OBS. Where OBS is not running, a program that still shows the camera holds it: choose another camera there for a moment. While it is switched on, that is tried again every second.</source>
            <translation>请在 OBS 中停止虚拟摄像头。如果 OBS 没有运行，说明仍有程序在显示该摄像头并占用它：请在那里暂时选择其他摄像头。只要开关开着，程序每秒会重试一次。</translation>
        </message>
        <message>
            <source>Subtitles of {name} were left out: the result's file can not hold them.</source>
            <translation>{name} 的字幕已略去：结果文件无法保存它们。</translation>
        </message>
        <message>
            <source>Switch it off and on again to open this copy of the program.</source>
            <translation>请先关闭再打开，以启动这份程序。</translation>
        </message>
        <message>
            <source>Switch it off, or import the file.</source>
            <translation>请将其关闭，或导入该文件。</translation>
        </message>
        <message>
            <source>Switch it on again to write it anew.</source>
            <translation>请重新打开，以便重新写入。</translation>
        </message>
        <message>
            <source>Switch it on again.</source>
            <translation>请重新打开。</translation>
        </message>
        <message>
            <source>Switch it on in System Settings &gt; Privacy &amp; Security &gt; Camera (for Terminal, if you started it there), then start the program again.</source>
            <translation>请在“系统设置 &gt; 隐私与安全性 &gt; 摄像头”中打开（如果是在终端中启动的，请为“终端”打开），然后重新启动程序。</translation>
        </message>
        <message>
            <source>Switch it on in the system's settings under Privacy &gt; Camera, or run this in a terminal: {command}</source>
            <translation>请在系统设置的“隐私 &gt; 摄像头”中打开，或在终端中运行：{command}</translation>
        </message>
        <message>
            <source>Switch it on there, or here.</source>
            <translation>请在那里打开，或在这里打开。</translation>
        </message>
        <message>
            <source>Switch it on with the setting api.preview, on the machine itself.</source>
            <translation>请在那台机器上用设置 api.preview 打开它。</translation>
        </message>
        <message>
            <source>Switch it on.</source>
            <translation>请打开它。</translation>
        </message>
        <message>
            <source>Switch on “Camera access” in Settings &gt; Privacy &amp; security &gt; Camera; it takes an administrator.</source>
            <translation>请在“设置 &gt; 隐私和安全性 &gt; 相机”中打开“相机访问”；需要管理员权限。</translation>
        </message>
        <message>
            <source>Switch on “Let apps access your camera” in Settings &gt; Privacy &amp; security &gt; Camera.</source>
            <translation>请在“设置 &gt; 隐私和安全性 &gt; 相机”中打开“允许应用访问你的相机”。</translation>
        </message>
        <message>
            <source>Switch on “Let desktop apps access your camera” in Settings &gt; Privacy &amp; security &gt; Camera.</source>
            <translation>请在“设置 &gt; 隐私和安全性 &gt; 相机”中打开“允许桌面应用访问你的相机”。</translation>
        </message>
        <message>
            <source>Switch the service off and on again.</source>
            <translation>请先关闭服务再打开。</translation>
        </message>
        <message>
            <source>Switch the service off instead.</source>
            <translation>请改为关闭服务。</translation>
        </message>
        <message>
            <source>System libraries are missing: {names}. {why}</source>
            <translation>缺少系统库：{names}。{why}</translation>
        </message>
        <message>
            <source>That is this very program.</source>
            <translation>那就是本程序自己。</translation>
        </message>
        <message>
            <source>That process ({programs}) is not yours: it is not ended from here.</source>
            <translation>那个进程（{programs}）不属于您：不会从这里结束它。</translation>
        </message>
        <message>
            <source>The NVIDIA card runs by {driver}, which CUDA can not use.</source>
            <translation>NVIDIA 显卡使用 {driver} 驱动运行，CUDA 无法使用它。</translation>
        </message>
        <message>
            <source>The OBS Virtual Camera is still open in this program.</source>
            <translation>OBS Virtual Camera 在本程序中仍处于打开状态。</translation>
        </message>
        <message>
            <source>The OBS Virtual Camera is taken.</source>
            <translation>OBS Virtual Camera 已被占用。</translation>
        </message>
        <message>
            <source>The OBS camera extension is here and takes no pictures.</source>
            <translation>OBS 的摄像头扩展已就位，但不接收画面。</translation>
        </message>
        <message>
            <source>The Python of {program}, {path}, can not be used: {reason}.</source>
            <translation>无法使用 {program} 的 Python {path}：{reason}。</translation>
        </message>
        <message>
            <source>The address {address} of the setting {key} can not be used: {reason}.</source>
            <translation>设置 {key} 中的地址 {address} 无法使用：{reason}。</translation>
        </message>
        <message>
            <source>The answer of {host} for {name} can not be used: {reason}.</source>
            <translation>{host} 对 {name} 的应答无法使用：{reason}。</translation>
        </message>
        <message>
            <source>The assistant in the menu Help sets one up; so does “sh installers/linux/setup_virtual_camera.sh install”.</source>
            <translation>“帮助”菜单中的设置向导可以设置虚拟摄像头，也可以运行“sh installers/linux/setup_virtual_camera.sh install”。</translation>
        </message>
        <message>
            <source>The button, F8 in the window and the tray's menu cover as well.</source>
            <translation>按钮、窗口中的 F8 和托盘菜单同样可以遮盖。</translation>
        </message>
        <message>
            <source>The camera by PipeWire needs no module of the kernel.</source>
            <translation>通过 PipeWire 的摄像头不需要内核模块。</translation>
        </message>
        <message>
            <source>The camera extension of OBS waits for your approval.</source>
            <translation>OBS 的摄像头扩展正在等待您的批准。</translation>
        </message>
        <message>
            <source>The camera {name} did not take what is kept for it: {controls}.</source>
            <translation>摄像头 {name} 没有接受为它保存的设置：{controls}。</translation>
        </message>
        <message>
            <source>The camera {name} does not let itself be set: {reason}.</source>
            <translation>无法设置摄像头 {name}：{reason}。</translation>
        </message>
        <message>
            <source>The camera {name} gives no more pictures.</source>
            <translation>摄像头 {name} 不再提供画面。</translation>
        </message>
        <message>
            <source>The camera {name} gives no picture.</source>
            <translation>摄像头 {name} 没有画面。</translation>
        </message>
        <message>
            <source>The camera {name} gives pictures of only {width} x {height} pixels.</source>
            <translation>摄像头 {name} 的画面只有 {width}x{height} 像素。</translation>
        </message>
        <message>
            <source>The camera {name} is in use by {programs}.</source>
            <translation>摄像头 {name} 正被 {programs} 使用。</translation>
        </message>
        <message>
            <source>The camera {name} is no longer there.</source>
            <translation>摄像头 {name} 已不存在。</translation>
        </message>
        <message>
            <source>The camera {wanted} is not connected.</source>
            <translation>摄像头 {wanted} 没有连接。</translation>
        </message>
        <message>
            <source>The certificate can not be saved in {folder}: {reason}.</source>
            <translation>无法把证书保存到 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The certificate {file} ran out on {date}.</source>
            <translation>证书 {file} 已于 {date} 过期。</translation>
        </message>
        <message>
            <source>The check of “{topic}” gets no answer: something that it looks at hangs.</source>
            <translation>“{topic}”的检查没有得到响应：所检查的某样东西卡住了。</translation>
        </message>
        <message>
            <source>The check of “{topic}” itself failed: {reason}.</source>
            <translation>“{topic}”的检查自身出错：{reason}。</translation>
        </message>
        <message>
            <source>The clip {name} is damaged or cut off: {frames} pictures of it could be played.</source>
            <translation>视频 {name} 已损坏或不完整：只播放了 {frames} 帧。</translation>
        </message>
        <message>
            <source>The clip {name} is only {width} x {height} pixels.</source>
            <translation>视频 {name} 只有 {width}x{height} 像素。</translation>
        </message>
        <message>
            <source>The connection to {host} broke off {tries} times; {kept} bytes of {name} are kept.</source>
            <translation>与 {host} 的连接中断了 {tries} 次；已保留 {name} 的 {kept} 字节。</translation>
        </message>
        <message>
            <source>The desktop's message bus (D-Bus) does not answer: screen readers and parts of the desktop can not be used.</source>
            <translation>桌面的消息总线 (D-Bus) 没有响应：无法使用屏幕阅读器和桌面的部分功能。</translation>
        </message>
        <message>
            <source>The detector looks for newcomers at one picture in {value}.</source>
            <translation>检测器每 {value} 帧查找一次新出现的人。</translation>
        </message>
        <message>
            <source>The disk is full: the recording {name} ends after {seconds} s.</source>
            <translation>磁盘已满：录像 {name} 在 {seconds} 秒处结束。</translation>
        </message>
        <message>
            <source>The disk is full: {name} does not fit into {folder}.</source>
            <translation>磁盘已满：{name} 无法放入 {folder}。</translation>
        </message>
        <message>
            <source>The disk of {folder} has only {free} left, which is less than an hour of recording.</source>
            <translation>{folder} 所在的磁盘只剩 {free}，不足以录制一小时。</translation>
        </message>
        <message>
            <source>The disk of {folder} is full ({reason}), so there is no result.</source>
            <translation>{folder} 所在的磁盘已满（{reason}），因此没有结果。</translation>
        </message>
        <message>
            <source>The disk of {folder} is nearly full: only {free} are left.</source>
            <translation>{folder} 所在的磁盘几乎已满：只剩 {free}。</translation>
        </message>
        <message>
            <source>The driver of the graphics card does not answer.</source>
            <translation>显卡驱动没有响应。</translation>
        </message>
        <message>
            <source>The driver of this card does not tell how busy it is.</source>
            <translation>这块显卡的驱动不提供其使用率。</translation>
        </message>
        <message>
            <source>The encoder of this recording codec is missing here.</source>
            <translation>缺少此录像编码的编码器。</translation>
        </message>
        <message>
            <source>The encoder of {codec} is missing here.</source>
            <translation>缺少 {codec} 的编码器。</translation>
        </message>
        <message>
            <source>The engine can not be used: {reason}</source>
            <translation>无法使用引擎：{reason}</translation>
        </message>
        <message>
            <source>The engine failed on a frame: {reason}</source>
            <translation>引擎处理一帧时出错：{reason}</translation>
        </message>
        <message>
            <source>The engine failed on {count} frames in a row ({reason}).</source>
            <translation>引擎连续 {count} 帧出错（{reason}）。</translation>
        </message>
        <message>
            <source>The engine has ended the run: {reason}</source>
            <translation>引擎已结束运行：{reason}</translation>
        </message>
        <message>
            <source>The engine has no option {option}.</source>
            <translation>引擎没有名为 {option} 的选项。</translation>
        </message>
        <message>
            <source>The engine in {folder} can not be used: {reason}.</source>
            <translation>无法使用 {folder} 中的引擎：{reason}。</translation>
        </message>
        <message>
            <source>The engine was tried with {known}.</source>
            <translation>引擎已用以下版本试验过：{known}。</translation>
        </message>
        <message>
            <source>The engine works at {value} % of the picture's size; what leaves keeps its size.</source>
            <translation>引擎以画面尺寸的 {value}% 进行处理；输出的画面尺寸不变。</translation>
        </message>
        <message>
            <source>The engine {engine} can not be loaded: {reason}.</source>
            <translation>无法加载引擎 {engine}：{reason}。</translation>
        </message>
        <message>
            <source>The engine {engine} can not tell people apart: it shows the chosen face, whoever is there.</source>
            <translation>引擎 {engine} 不能区分不同的人：无论是谁，都显示所选的脸。</translation>
        </message>
        <message>
            <source>The engine {engine} says something else about the model {model} than another engine does.</source>
            <translation>引擎 {engine} 对模型 {model} 的说明与另一个引擎不一致。</translation>
        </message>
        <message>
            <source>The enhancer runs for one picture in {value}.</source>
            <translation>增强模型每 {value} 帧运行一次。</translation>
        </message>
        <message>
            <source>The environment of {program} can not be made: {reason}.</source>
            <translation>无法创建 {program} 的环境：{reason}。</translation>
        </message>
        <message>
            <source>The environment of {program} can not be written to {folder}: {reason}.</source>
            <translation>无法将 {program} 的环境写入 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The environment of {program} was made, and can not be used: {reason}.</source>
            <translation>{program} 的环境已创建，但无法使用：{reason}。</translation>
        </message>
        <message>
            <source>The face before is chosen again.</source>
            <translation>已恢复为之前的人脸。</translation>
        </message>
        <message>
            <source>The file is damaged or cut off near its start. Choose another one.</source>
            <translation>文件已损坏或在开头处被截断，请选择其他文件。</translation>
        </message>
        <message>
            <source>The file {name} is empty.</source>
            <translation>文件 {name} 是空的。</translation>
        </message>
        <message>
            <source>The file {path} can not be written: {reason}.</source>
            <translation>无法写入文件 {path}：{reason}。</translation>
        </message>
        <message>
            <source>The folder of the models, {folder}, can not be written: {reason}.</source>
            <translation>无法写入模型文件夹 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The folder {folder} can not be created: {reason}.</source>
            <translation>无法创建文件夹 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The folder {folder} can not be made: {place} can not be written ({reason}).</source>
            <translation>无法创建文件夹 {folder}：{place} 不可写入（{reason}）。</translation>
        </message>
        <message>
            <source>The folder {folder} can not be made: {reason}.</source>
            <translation>无法创建文件夹 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The folder {folder} can not be opened.</source>
            <translation>无法打开文件夹 {folder}。</translation>
        </message>
        <message>
            <source>The folder {folder} can not be shown: no file manager is known.</source>
            <translation>无法显示文件夹 {folder}：没有可用的文件管理器。</translation>
        </message>
        <message>
            <source>The folder {folder} does not answer: its disk hangs, or the computer that it lies on is gone.</source>
            <translation>文件夹 {folder} 没有响应：其磁盘卡住了，或它所在的电脑已断开。</translation>
        </message>
        <message>
            <source>The folder {folder} of the setting models.folders does not exist.</source>
            <translation>设置 models.folders 中的文件夹 {folder} 不存在。</translation>
        </message>
        <message>
            <source>The folder {folder} of the setting models.folders is not a whole path, so it is not searched.</source>
            <translation>设置 models.folders 中的文件夹 {folder} 不是完整路径，因此不会搜索。</translation>
        </message>
        <message>
            <source>The folder {folder} of {program} is not there.</source>
            <translation>{program} 的文件夹 {folder} 不存在。</translation>
        </message>
        <message>
            <source>The folder {folder}, in which models are looked for, can not be read: {reason}.</source>
            <translation>无法读取用于查找模型的文件夹 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The folder {folder}, in which models are looked for, is not there.</source>
            <translation>用于查找模型的文件夹 {folder} 不存在。</translation>
        </message>
        <message>
            <source>The frame was covered.</source>
            <translation>这一帧已被遮盖。</translation>
        </message>
        <message>
            <source>The graphics card does not answer any more: it fell off the bus, or waits for a reset.</source>
            <translation>显卡不再响应：它已从总线上断开，或正等待重置。</translation>
        </message>
        <message>
            <source>The graphics cards are being looked for.</source>
            <translation>正在查找显卡。</translation>
        </message>
        <message>
            <source>The installed OBS virtual camera is too old.</source>
            <translation>已安装的 OBS 虚拟摄像头版本过旧。</translation>
        </message>
        <message>
            <source>The installed versions are those that {program} pins.</source>
            <translation>已安装的版本与 {program} 固定的版本相符。</translation>
        </message>
        <message>
            <source>The int8 copy of {name} can not be written into {folder}: {reason}.</source>
            <translation>无法将 {name} 的 int8 副本写入 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The int8 copy of {name} was not made: {reason}.</source>
            <translation>未能制作 {name} 的 int8 副本：{reason}。</translation>
        </message>
        <message>
            <source>The licence of {name} has not been accepted: {licence}.</source>
            <translation>尚未接受 {name} 的许可证：{licence}。</translation>
        </message>
        <message>
            <source>The licences have to be accepted before anything is fetched.</source>
            <translation>下载之前必须先接受许可证。</translation>
        </message>
        <message>
            <source>The list of tasks in {file} can not be used: {reason}.</source>
            <translation>无法使用 {file} 中的任务列表：{reason}。</translation>
        </message>
        <message>
            <source>The list of tasks in {file} is of a newer version of the program.</source>
            <translation>{file} 中的任务列表来自更新版本的程序。</translation>
        </message>
        <message>
            <source>The list of tasks was damaged ({reason}) and is kept as {file}.</source>
            <translation>任务列表已损坏（{reason}），已另存为 {file}。</translation>
        </message>
        <message>
            <source>The local service ended by an error: {reason}.</source>
            <translation>本地服务因错误而结束：{reason}。</translation>
        </message>
        <message>
            <source>The log has all that uv said. A compiler may be missing, or the network.</source>
            <translation>uv 的全部输出见日志。可能缺少编译器，或没有网络。</translation>
        </message>
        <message>
            <source>The log has the details.</source>
            <translation>详细信息见日志。</translation>
        </message>
        <message>
            <source>The log of the engine has what it printed. Look at its options, or take a version that was tried.</source>
            <translation>其输出见引擎的日志。请检查引擎的选项，或改用试验过的版本。</translation>
        </message>
        <message>
            <source>The machine is hotter than {value} °C.</source>
            <translation>本机温度超过 {value} °C。</translation>
        </message>
        <message>
            <source>The machine runs on battery: less is worked on each picture.</source>
            <translation>本机正在使用电池：每帧的处理会减少。</translation>
        </message>
        <message>
            <source>The meters of this card failed: {reason}.</source>
            <translation>读取这块显卡的数值时出错：{reason}。</translation>
        </message>
        <message>
            <source>The model {file} is missing: {program} looks for it in {folder}.</source>
            <translation>缺少模型 {file}：{program} 在 {folder} 中查找它。</translation>
        </message>
        <message>
            <source>The model {name} ({file}) is not here.</source>
            <translation>缺少模型 {name}（{file}）。</translation>
        </message>
        <message>
            <source>The model {name} is cut off: its end is missing.</source>
            <translation>模型 {name} 不完整：缺少末尾部分。</translation>
        </message>
        <message>
            <source>The model {path} can not be read: {reason}.</source>
            <translation>无法读取模型 {path}：{reason}。</translation>
        </message>
        <message>
            <source>The models are there, with the right SHA-256: {files}.</source>
            <translation>模型已就位，SHA-256 正确：{files}。</translation>
        </message>
        <message>
            <source>The models are there: {files}.</source>
            <translation>模型已就位：{files}。</translation>
        </message>
        <message>
            <source>The module v4l2loopback is not loaded, and Secure Boot keeps modules out that it does not know.</source>
            <translation>v4l2loopback 模块没有加载，而且 Secure Boot 会拒绝它不认识的模块。</translation>
        </message>
        <message>
            <source>The name {host} is not known in this network: {reason}.</source>
            <translation>在此网络中找不到名称 {host}：{reason}。</translation>
        </message>
        <message>
            <source>The name {name} does not tell which model of the catalogue this is.</source>
            <translation>从文件名 {name} 看不出是目录中的哪个模型。</translation>
        </message>
        <message>
            <source>The networks run on the processor: {reason}</source>
            <translation>神经网络改在处理器上运行：{reason}</translation>
        </message>
        <message>
            <source>The next start finds it.</source>
            <translation>下次开始时即会使用。</translation>
        </message>
        <message>
            <source>The option {option} can not have this value: it takes {allowed}.</source>
            <translation>选项 {option} 不能取这个值，允许：{allowed}。</translation>
        </message>
        <message>
            <source>The packages {names} overwrite each other's files, so a graphics card may silently not be used.</source>
            <translation>软件包 {names} 互相覆盖文件，因此可能不使用显卡，也不会有任何提示。</translation>
        </message>
        <message>
            <source>The page may ask for a login or a consent: open the address in a browser, then import the file.</source>
            <translation>该网页可能要求登录或同意条款：请在浏览器中打开该地址，然后导入文件。</translation>
        </message>
        <message>
            <source>The performance counters of the graphics card can not be read: {reason}.</source>
            <translation>无法读取显卡的性能计数器：{reason}。</translation>
        </message>
        <message>
            <source>The photo {name} has {megapixels} megapixels; at most {limit} are read.</source>
            <translation>照片 {name} 有 {megapixels} 百万像素，最多支持 {limit} 百万像素。</translation>
        </message>
        <message>
            <source>The photo {name} is damaged and can not be read.</source>
            <translation>照片 {name} 已损坏，无法读取。</translation>
        </message>
        <message>
            <source>The photo {name} is only {width} x {height} pixels.</source>
            <translation>照片 {name} 只有 {width}x{height} 像素。</translation>
        </message>
        <message>
            <source>The picture can not be written to {folder}: {reason}.</source>
            <translation>无法将照片写入 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The pictures of {name} have {width} x {height} pixels; at most {limit} megapixels are taken.</source>
            <translation>{name} 的画面有 {width}x{height} 像素，最多支持 {limit} 百万像素。</translation>
        </message>
        <message>
            <source>The pixel boost is {value}.</source>
            <translation>像素增强为 {value}。</translation>
        </message>
        <message>
            <source>The preview is switched off, since it shows a face.</source>
            <translation>预览已关闭，因为它会显示人脸。</translation>
        </message>
        <message>
            <source>The program could not be loaded by a fault of its own: {reason}</source>
            <translation>程序自身出错，未能加载：{reason}</translation>
        </message>
        <message>
            <source>The program is ending.</source>
            <translation>程序正在结束。</translation>
        </message>
        <message>
            <source>The program is not tried while a run goes on.</source>
            <translation>运行期间不会试用该程序。</translation>
        </message>
        <message>
            <source>The program lies in a folder whose name can not stand in a command: {folder}.</source>
            <translation>程序所在文件夹的名称不能用在命令中：{folder}。</translation>
        </message>
        <message>
            <source>The program takes more than {value} MB of memory.</source>
            <translation>程序占用的内存超过 {value} MB。</translation>
        </message>
        <message>
            <source>The program takes more than {value} MB of the graphics card's memory.</source>
            <translation>程序占用的显存超过 {value} MB。</translation>
        </message>
        <message>
            <source>The program takes more than {value} cores of the processor.</source>
            <translation>程序占用的处理器核心超过 {value} 个。</translation>
        </message>
        <message>
            <source>The program {program} is not installed: GStreamer's tools hand the pictures to PipeWire.</source>
            <translation>没有安装程序 {program}：画面要由 GStreamer 的工具交给 PipeWire。</translation>
        </message>
        <message>
            <source>The recording goes on in {next}. What came before is saved as {path}.</source>
            <translation>录制将继续写入 {next}。之前的内容已保存为 {path}。</translation>
        </message>
        <message>
            <source>The recording is closed.</source>
            <translation>录像已结束。</translation>
        </message>
        <message>
            <source>The recording was saved as {path}.</source>
            <translation>录像已保存为 {path}。</translation>
        </message>
        <message>
            <source>The recording {name} ends after {seconds} s: {reason}.</source>
            <translation>录像 {name} 在 {seconds} 秒处结束：{reason}。</translation>
        </message>
        <message>
            <source>The result was not written whole: {found} of {frames} pictures are in it.</source>
            <translation>结果没有完整写入：共 {frames} 帧，其中只有 {found} 帧。</translation>
        </message>
        <message>
            <source>The result {path} is there no more.</source>
            <translation>结果 {path} 已不存在。</translation>
        </message>
        <message>
            <source>The run did not answer in time.</source>
            <translation>运行没有及时响应。</translation>
        </message>
        <message>
            <source>The run ended before it came to it.</source>
            <translation>运行在处理该请求之前就已结束。</translation>
        </message>
        <message>
            <source>The run ended by an error: {reason}.</source>
            <translation>运行因错误而结束：{reason}。</translation>
        </message>
        <message>
            <source>The run was stopped. Choose another engine or other options, or look into the log.</source>
            <translation>运行已停止。请更换引擎或选项，或查看日志。</translation>
        </message>
        <message>
            <source>The sandbox of this program may not use the camera {name} ({device}).</source>
            <translation>本程序的沙盒不允许使用摄像头 {name}（{device}）。</translation>
        </message>
        <message>
            <source>The sandbox or container around this program keeps {device} away from it.</source>
            <translation>本程序所在的沙盒或容器不允许它访问 {device}。</translation>
        </message>
        <message>
            <source>The set-up was left before its end; what you chose is kept.</source>
            <translation>设置向导未完成就已退出；您的选择已保留。</translation>
        </message>
        <message>
            <source>The setting can not be saved in {file}: {reason}.</source>
            <translation>无法把设置保存到 {file}：{reason}。</translation>
        </message>
        <message>
            <source>The setting {key} is fixed for this start by the command line or the environment.</source>
            <translation>设置 {key} 在本次启动中由命令行或环境变量固定。</translation>
        </message>
        <message>
            <source>The shipped settings are in use where you had changed them.</source>
            <translation>您改过的项目现在使用出厂设置。</translation>
        </message>
        <message>
            <source>The shipped settings are in use; changes can not be saved.</source>
            <translation>当前使用出厂设置，更改无法保存。</translation>
        </message>
        <message>
            <source>The sound of {name} ({codec}) was encoded anew: the result can not hold it as it is.</source>
            <translation>{name} 的声音（{codec}）已重新编码：结果文件无法原样保存它。</translation>
        </message>
        <message>
            <source>The sound of {name} is not recorded.</source>
            <translation>{name} 的声音不会被录制。</translation>
        </message>
        <message>
            <source>The stream can not be encoded: {reason}.</source>
            <translation>无法编码网络流：{reason}。</translation>
        </message>
        <message>
            <source>The stream can not be sent to {address}: {reason}.</source>
            <translation>无法将网络流发送到 {address}：{reason}。</translation>
        </message>
        <message>
            <source>The stream ended by an error: {reason}.</source>
            <translation>网络流因错误而结束：{reason}。</translation>
        </message>
        <message>
            <source>The stream goes to {address} now.</source>
            <translation>网络流现在发送到 {address}。</translation>
        </message>
        <message>
            <source>The system has set port {port} aside.</source>
            <translation>端口 {port} 已被系统保留。</translation>
        </message>
        <message>
            <source>The system has set port {wanted} aside: “{service}” is at port {port} now.</source>
            <translation>端口 {wanted} 已被系统保留：“{service}”现在使用端口 {port}。</translation>
        </message>
        <message>
            <source>The system has set port {wanted} aside: “{service}” would take the next free one.</source>
            <translation>端口 {wanted} 已被系统保留：“{service}”将使用下一个空闲端口。</translation>
        </message>
        <message>
            <source>The system is asked for the keys that cover.</source>
            <translation>正在向系统申请遮盖快捷键。</translation>
        </message>
        <message>
            <source>The system knows {device}, but there is no such device file here.</source>
            <translation>系统识别到 {device}，但这里没有对应的设备文件。</translation>
        </message>
        <message>
            <source>The system was told not to let this program use cameras.</source>
            <translation>系统已被设为不允许本程序使用摄像头。</translation>
        </message>
        <message>
            <source>The system's list of graphics processors can not be read: {reason}.</source>
            <translation>无法读取系统的图形处理器列表：{reason}。</translation>
        </message>
        <message>
            <source>The task could not be finished: {reason}.</source>
            <translation>任务未能完成：{reason}。</translation>
        </message>
        <message>
            <source>The task {name} was given up: nothing was heard of it for {minutes} minutes.</source>
            <translation>已放弃任务 {name}：它已有 {minutes} 分钟没有响应。</translation>
        </message>
        <message>
            <source>The task {name} was given up: {reason}.</source>
            <translation>任务 {name} 已放弃：{reason}。</translation>
        </message>
        <message>
            <source>The tokens can not be saved in {file}: {reason}.</source>
            <translation>无法把令牌保存到 {file}：{reason}。</translation>
        </message>
        <message>
            <source>The tokens in {file} can not be read: {reason}.</source>
            <translation>无法读取 {file} 中的令牌：{reason}。</translation>
        </message>
        <message>
            <source>The tray is gone, so the window is open again.</source>
            <translation>托盘已消失，因此窗口重新打开。</translation>
        </message>
        <message>
            <source>The use of cameras is restricted on this Mac, by its administrator or by Screen Time.</source>
            <translation>这台 Mac 限制使用摄像头，限制来自管理员或“屏幕使用时间”。</translation>
        </message>
        <message>
            <source>The video in {name} is coded in a way that is not known here.</source>
            <translation>无法识别 {name} 的视频编码。</translation>
        </message>
        <message>
            <source>The video {name} is cut off or damaged: {frames} pictures of it are there.</source>
            <translation>视频 {name} 不完整或已损坏：现有 {frames} 帧。</translation>
        </message>
        <message>
            <source>The virtual camera ended by an error: {reason}.</source>
            <translation>虚拟摄像头因错误而结束：{reason}。</translation>
        </message>
        <message>
            <source>The virtual camera is closed.</source>
            <translation>虚拟摄像头已关闭。</translation>
        </message>
        <message>
            <source>The virtual camera is not set up: the package v4l2loopback is not installed.</source>
            <translation>虚拟摄像头尚未设置：没有安装 v4l2loopback 软件包。</translation>
        </message>
        <message>
            <source>The virtual camera is on just now.</source>
            <translation>虚拟摄像头正在使用中。</translation>
        </message>
        <message>
            <source>The virtual camera of the kernel is not set up, and can not be from here: {reason}</source>
            <translation>内核的虚拟摄像头尚未设置，也无法从这里设置：{reason}</translation>
        </message>
        <message>
            <source>The virtual camera opens and closes: {device}</source>
            <translation>虚拟摄像头可以打开和关闭：{device}</translation>
        </message>
        <message>
            <source>The virtual camera {backend} can not be opened: {reason}.</source>
            <translation>无法打开虚拟摄像头 {backend}：{reason}。</translation>
        </message>
        <message>
            <source>The virtual camera {device} no longer takes pictures: {reason}.</source>
            <translation>虚拟摄像头 {device} 不再接收画面：{reason}。</translation>
        </message>
        <message>
            <source>The virtual camera {device} takes pictures now.</source>
            <translation>虚拟摄像头 {device} 现在可以接收画面。</translation>
        </message>
        <message>
            <source>The virtual camera {label} ({device}) already gets its picture from {programs}.</source>
            <translation>虚拟摄像头 {label}（{device}）已在接收 {programs} 的画面。</translation>
        </message>
        <message>
            <source>The virtual camera's module v4l2loopback is installed, but not built for the running kernel.</source>
            <translation>虚拟摄像头的模块 v4l2loopback 已安装，但没有为正在运行的内核编译。</translation>
        </message>
        <message>
            <source>The virtual camera's module v4l2loopback is loaded, but has no device.</source>
            <translation>虚拟摄像头的模块 v4l2loopback 已加载，但没有设备。</translation>
        </message>
        <message>
            <source>The virtual camera's module v4l2loopback is there, but not loaded.</source>
            <translation>虚拟摄像头的模块 v4l2loopback 已就位，但没有加载。</translation>
        </message>
        <message>
            <source>There are {count} tasks in the list already.</source>
            <translation>列表中已有 {count} 个任务。</translation>
        </message>
        <message>
            <source>There are: {known}.</source>
            <translation>现有：{known}。</translation>
        </message>
        <message>
            <source>There can be no int8 copy of {name}: only of swappers.</source>
            <translation>无法制作 {name} 的 int8 副本：只有换脸模型才可以。</translation>
        </message>
        <message>
            <source>There is a graphics card ({card}), but none of its device files. The networks run on the processor.</source>
            <translation>有显卡（{card}），但没有它的设备文件。神经网络在处理器上运行。</translation>
        </message>
        <message>
            <source>There is a token named “{name}” already.</source>
            <translation>已有名为“{name}”的令牌。</translation>
        </message>
        <message>
            <source>There is no Python in {path}, which the settings name for {program}.</source>
            <translation>设置中为 {program} 指定的 {path} 里没有 Python。</translation>
        </message>
        <message>
            <source>There is no camera yet whose rights could be looked at.</source>
            <translation>还没有可以检查权限的摄像头。</translation>
        </message>
        <message>
            <source>There is no camera “{wanted}”.</source>
            <translation>没有名为“{wanted}”的摄像头。</translation>
        </message>
        <message>
            <source>There is no demo face named “{name}”.</source>
            <translation>没有名为“{name}”的演示人脸。</translation>
        </message>
        <message>
            <source>There is no desktop here, so nobody knows about its notification area.</source>
            <translation>这里没有桌面，因此无法得知有没有通知区域。</translation>
        </message>
        <message>
            <source>There is no device {device}.</source>
            <translation>没有设备 {device}。</translation>
        </message>
        <message>
            <source>There is no disk for the folder {folder}.</source>
            <translation>文件夹 {folder} 所在的磁盘不存在。</translation>
        </message>
        <message>
            <source>There is no display here, so no window can open.</source>
            <translation>这里没有显示器，因此无法打开窗口。</translation>
        </message>
        <message>
            <source>There is no encoder for streams here.</source>
            <translation>这里没有用于网络流的编码器。</translation>
        </message>
        <message>
            <source>There is no engine called {name}.</source>
            <translation>没有名为 {name} 的引擎。</translation>
        </message>
        <message>
            <source>There is no engine in {folder}.</source>
            <translation>{folder} 中没有引擎。</translation>
        </message>
        <message>
            <source>There is no engine that can be used.</source>
            <translation>没有可以使用的引擎。</translation>
        </message>
        <message>
            <source>There is no engine {engine} that drives another program.</source>
            <translation>没有驱动其他程序的引擎 {engine}。</translation>
        </message>
        <message>
            <source>There is no file {path}.</source>
            <translation>文件 {path} 不存在。</translation>
        </message>
        <message>
            <source>There is no graphics card for computing here. The networks run on the processor.</source>
            <translation>这里没有可用于计算的显卡。神经网络在处理器上运行。</translation>
        </message>
        <message>
            <source>There is no model {model} in the catalogue.</source>
            <translation>目录中没有模型 {model}。</translation>
        </message>
        <message>
            <source>There is no model {path} of {program} that could be put there.</source>
            <translation>{program} 没有可以放入的模型 {path}。</translation>
        </message>
        <message>
            <source>There is no room for the environment of {program}: it needs {needed}, and {free} are free.</source>
            <translation>空间不足，无法创建 {program} 的环境：需要 {needed}，可用 {free}。</translation>
        </message>
        <message>
            <source>There is no room for {file} in {folder}: it has {size} MB.</source>
            <translation>{folder} 空间不足，放不下 {file}：它有 {size} MB。</translation>
        </message>
        <message>
            <source>There is no setting {key}.</source>
            <translation>没有名为 {key} 的设置。</translation>
        </message>
        <message>
            <source>There is no task {task}.</source>
            <translation>没有任务 {task}。</translation>
        </message>
        <message>
            <source>There is no token “{name}”.</source>
            <translation>没有名为“{name}”的令牌。</translation>
        </message>
        <message>
            <source>There is no tray to open in, so the window is open.</source>
            <translation>没有可用的托盘，因此窗口已打开。</translation>
        </message>
        <message>
            <source>There is no video in {name}.</source>
            <translation>{name} 中没有视频画面。</translation>
        </message>
        <message>
            <source>There is not enough memory for this task.</source>
            <translation>内存不足，无法执行此任务。</translation>
        </message>
        <message>
            <source>These exist: {cameras}.</source>
            <translation>现有的摄像头：{cameras}。</translation>
        </message>
        <message>
            <source>These exist: {known}.</source>
            <translation>现有的有：{known}。</translation>
        </message>
        <message>
            <source>This Flatpak has access to devices, and you have let it use cameras.</source>
            <translation>此 Flatpak 可以访问设备，并且您已允许它使用摄像头。</translation>
        </message>
        <message>
            <source>This Flatpak has access to devices; the system has not asked you about cameras, and need not.</source>
            <translation>此 Flatpak 可以访问设备；系统没有就摄像头询问您，也不需要询问。</translation>
        </message>
        <message>
            <source>This Flatpak has no access to devices, so that it sees no camera and no virtual camera.</source>
            <translation>此 Flatpak 不能访问设备，因此看不到摄像头和虚拟摄像头。</translation>
        </message>
        <message>
            <source>This Windows does not tell whether programs may use cameras.</source>
            <translation>此版本的 Windows 无法告知程序是否可以使用摄像头。</translation>
        </message>
        <message>
            <source>This Windows does not tell which programs use a camera.</source>
            <translation>此版本的 Windows 无法告知哪些程序在使用摄像头。</translation>
        </message>
        <message>
            <source>This can not be done from here: {reason}</source>
            <translation>无法从这里执行：{reason}</translation>
        </message>
        <message>
            <source>This desktop does not tell whether it has a notification area.</source>
            <translation>此桌面无法告知有没有通知区域。</translation>
        </message>
        <message>
            <source>This desktop has a notification area: the program can go on there with its window closed.</source>
            <translation>此桌面有通知区域：关闭窗口后程序可以在那里继续运行。</translation>
        </message>
        <message>
            <source>This desktop shows no notification area, so closing the window ends the program.</source>
            <translation>此桌面不显示通知区域，因此关闭窗口会结束程序。</translation>
        </message>
        <message>
            <source>This engine can not tell people apart, so it can not show them different faces.</source>
            <translation>此引擎无法区分不同的人，因此无法为他们显示不同的脸。</translation>
        </message>
        <message>
            <source>This gives it back to you: {command}</source>
            <translation>以下命令可将它归还给您：{command}</translation>
        </message>
        <message>
            <source>This is a fault of the program. The log has the details; please report it.</source>
            <translation>这是程序的缺陷。详细信息见日志；请报告此问题。</translation>
        </message>
        <message>
            <source>This is a fault of the program: the log has the details.</source>
            <translation>这是程序的缺陷，详细信息见日志。</translation>
        </message>
        <message>
            <source>This is a fault of the program: the log has the details. Switch it off and on again.</source>
            <translation>这是程序的缺陷，详细信息见日志。请先关闭再打开。</translation>
        </message>
        <message>
            <source>This is person {number} of your list of people.</source>
            <translation>这是人物列表中的第 {number} 个人。</translation>
        </message>
        <message>
            <source>This machine can not make {value} pictures a second with all that was chosen.</source>
            <translation>按所选的全部设置，本机无法达到每秒 {value} 帧。</translation>
        </message>
        <message>
            <source>This machine has no virtual camera device: the kernel module v4l2loopback is not loaded.</source>
            <translation>本机没有虚拟摄像头设备：没有加载内核模块 v4l2loopback。</translation>
        </message>
        <message>
            <source>This shows which one: sudo fuser -v {path}</source>
            <translation>要查看是哪一个，请运行：sudo fuser -v {path}</translation>
        </message>
        <message>
            <source>This snap can not ask whether it is connected to cameras.</source>
            <translation>此 Snap 无法查询自己是否已连接到摄像头。</translation>
        </message>
        <message>
            <source>This snap is connected to cameras.</source>
            <translation>此 Snap 已连接到摄像头。</translation>
        </message>
        <message>
            <source>This snap is not connected to cameras, so that it sees none.</source>
            <translation>此 Snap 没有连接到摄像头，因此看不到摄像头。</translation>
        </message>
        <message>
            <source>This system gives every program the graphics card; “providers” tries what runs on it.</source>
            <translation>此系统允许所有程序使用显卡；“providers”会试用哪些可以在显卡上运行。</translation>
        </message>
        <message>
            <source>This system has no virtual camera of the kind {backend}; it has: {known}.</source>
            <translation>此系统没有 {backend} 类型的虚拟摄像头；现有的有：{known}。</translation>
        </message>
        <message>
            <source>This system's virtual camera is called {device} and has no other device.</source>
            <translation>此系统的虚拟摄像头名为 {device}，没有其他设备。</translation>
        </message>
        <message>
            <source>To mend it: {mend}</source>
            <translation>解决办法：{mend}</translation>
        </message>
        <message>
            <source>To take the new one, delete the model first.</source>
            <translation>要使用新文件，请先删除该模型。</translation>
        </message>
        <message>
            <source>Try another engine or accelerator, or save the file anew with another program.</source>
            <translation>请换用其他引擎或加速器，或用其他程序重新保存该文件。</translation>
        </message>
        <message>
            <source>Try it again later.</source>
            <translation>请稍后再试。</translation>
        </message>
        <message>
            <source>Try it again, or run this in a terminal: {command}</source>
            <translation>请重试，或在终端中运行：{command}</translation>
        </message>
        <message>
            <source>Understudy does not open when you log in.</source>
            <translation>登录时不会启动 Understudy。</translation>
        </message>
        <message>
            <source>Understudy is running already (process {process}), and does not answer.</source>
            <translation>Understudy 已在运行（进程 {process}），但没有响应。</translation>
        </message>
        <message>
            <source>Understudy opens in the tray when you log in.</source>
            <translation>登录时 Understudy 会在托盘中启动。</translation>
        </message>
        <message>
            <source>Understudy serves already (process {process}), at {address}.</source>
            <translation>Understudy 已在 {address} 提供服务（进程 {process}）。</translation>
        </message>
        <message>
            <source>Understudy serves already (process {process}).</source>
            <translation>Understudy 已在提供服务（进程 {process}）。</translation>
        </message>
        <message>
            <source>Uninstall all of them, then install the one that {requirements} names.</source>
            <translation>请将它们全部卸载，然后安装 {requirements} 指定的那一个。</translation>
        </message>
        <message>
            <source>Unity Capture has no camera called {device}.</source>
            <translation>Unity Capture 没有名为 {device} 的摄像头。</translation>
        </message>
        <message>
            <source>Unity Capture is not registered.</source>
            <translation>Unity Capture 没有注册。</translation>
        </message>
        <message>
            <source>Unpack it, then import the model that is in it.</source>
            <translation>请先解压，再导入其中的模型。</translation>
        </message>
        <message>
            <source>Update the program, or move the file away: a new list is made.</source>
            <translation>请更新程序，或移走该文件：程序会新建列表。</translation>
        </message>
        <message>
            <source>Upgrade OBS Studio to 28 or newer, press “Start Virtual Camera” in it once, and quit OBS.</source>
            <translation>请将 OBS Studio 升级到 28 或更高版本，在其中点击一次“启动虚拟摄像头”，然后退出 OBS。</translation>
        </message>
        <message>
            <source>Use that one, or end it first.</source>
            <translation>请使用那一个，或先结束它。</translation>
        </message>
        <message>
            <source>Use {route}.</source>
            <translation>请使用 {route}。</translation>
        </message>
        <message>
            <source>Wait for its end, or cancel it, and try again.</source>
            <translation>请等它结束，或取消它，然后重试。</translation>
        </message>
        <message>
            <source>Wait for its end.</source>
            <translation>请等待其完成。</translation>
        </message>
        <message>
            <source>Wait until it is done.</source>
            <translation>请等待其完成。</translation>
        </message>
        <message>
            <source>What answers at {address} is not Understudy.</source>
            <translation>在 {address} 响应的不是 Understudy。</translation>
        </message>
        <message>
            <source>What belongs to {name} can not be deleted: {reason}.</source>
            <translation>无法删除属于 {name} 的内容：{reason}。</translation>
        </message>
        <message>
            <source>What is remembered of your models, {file}, can not be read or written: {reason}.</source>
            <translation>无法读写模型记录 {file}：{reason}。</translation>
        </message>
        <message>
            <source>What may help: {mend}</source>
            <translation>可以尝试：{mend}</translation>
        </message>
        <message>
            <source>What opens at login can not be changed in {place}: {reason}.</source>
            <translation>无法在 {place} 中更改登录时启动的项目：{reason}。</translation>
        </message>
        <message>
            <source>What opens at login can not be read in {place}: {reason}.</source>
            <translation>无法在 {place} 中读取登录时启动的项目：{reason}。</translation>
        </message>
        <message>
            <source>What shall open at login is not there any more: {path}.</source>
            <translation>登录时要启动的程序已不存在：{path}。</translation>
        </message>
        <message>
            <source>What the other engine says counts.</source>
            <translation>以另一个引擎的说明为准。</translation>
        </message>
        <message>
            <source>What was recorded so far can be played.</source>
            <translation>已录制的部分可以播放。</translation>
        </message>
        <message>
            <source>What was recorded so far can be played. Make room, then start a new recording.</source>
            <translation>已录制的部分可以播放。请腾出空间后重新录制。</translation>
        </message>
        <message>
            <source>What was remembered of your models was damaged and is kept as {file}.</source>
            <translation>模型记录已损坏，已另存为 {file}。</translation>
        </message>
        <message>
            <source>What {program} asks for can not be read: {file} ({reason}).</source>
            <translation>无法读取 {program} 所要求的软件包：{file}（{reason}）。</translation>
        </message>
        <message>
            <source>What {program} pins can not be read: {file} ({reason}).</source>
            <translation>无法读取 {program} 固定的版本：{file}（{reason}）。</translation>
        </message>
        <message>
            <source>What {program} printed last, of all that is in {file}: {lines}</source>
            <translation>{program} 最后输出的内容（全部在 {file} 中）：{lines}</translation>
        </message>
        <message>
            <source>Where Secure Boot refuses it, you are told how to allow it once. Set it up in the assistant (menu Help), or with: {command}</source>
            <translation>如果 Secure Boot 拒绝它，会告诉您如何允许，只需一次。请在设置向导（“帮助”菜单）中设置，或运行：{command}</translation>
        </message>
        <message>
            <source>Whether another window is open can not be told: {file} can not be locked ({reason}).</source>
            <translation>无法判断是否已打开另一个窗口：无法锁定 {file}（{reason}）。</translation>
        </message>
        <message>
            <source>Whether {backend} works is seen only when the virtual camera is switched on.</source>
            <translation>{backend} 能否使用，要打开虚拟摄像头时才能知道。</translation>
        </message>
        <message>
            <source>Which version of {program} this is can not be read: the folder is no clone.</source>
            <translation>无法得知 {program} 的版本：该文件夹不是 git 克隆。</translation>
        </message>
        <message>
            <source>While it is switched on, that is tried again every second.</source>
            <translation>只要开关开着，程序每秒会重试一次。</translation>
        </message>
        <message>
            <source>Windows keeps cameras away from all programs of this computer.</source>
            <translation>Windows 不允许这台电脑上的任何程序使用摄像头。</translation>
        </message>
        <message>
            <source>Windows keeps cameras away from desktop programs, such as this one.</source>
            <translation>Windows 不允许桌面程序使用摄像头，本程序也是桌面程序。</translation>
        </message>
        <message>
            <source>Windows keeps cameras away from your programs.</source>
            <translation>Windows 不允许您的程序使用摄像头。</translation>
        </message>
        <message>
            <source>Windows lets desktop programs use cameras.</source>
            <translation>Windows 允许桌面程序使用摄像头。</translation>
        </message>
        <message>
            <source>Windows tells neither temperature nor power of this card.</source>
            <translation>Windows 不提供这块显卡的温度和功率。</translation>
        </message>
        <message>
            <source>Write it as udp://HOST:PORT, such as udp://127.0.0.1:5000 for this machine, udp://192.168.1.20:5000 or udp://[fd00::20]:5000 for one in your network, or udp://239.0.0.1:5000 for all in it.</source>
            <translation>请写成 udp://HOST:PORT，例如 udp://127.0.0.1:5000 表示本机，udp://192.168.1.20:5000 或 udp://[fd00::20]:5000 表示您网络中的一台机器，udp://239.0.0.1:5000 表示网络中的所有机器。</translation>
        </message>
        <message>
            <source>Write it from the root of the disk, or from ~.</source>
            <translation>请从磁盘根目录或 ~ 开始书写。</translation>
        </message>
        <message>
            <source>Write the whole path.</source>
            <translation>请填写完整路径。</translation>
        </message>
        <message>
            <source>You agreed to the licence of {program}, {licence}, on {date}.</source>
            <translation>您已于 {date} 同意 {program} 的许可证：{licence}。</translation>
        </message>
        <message>
            <source>You have no permission to use PipeWire ({path}: {reason}).</source>
            <translation>您没有使用 PipeWire 的权限（{path}：{reason}）。</translation>
        </message>
        <message>
            <source>You have no permission to use the camera {name} ({device}).</source>
            <translation>您没有使用摄像头 {name}（{device}）的权限。</translation>
        </message>
        <message>
            <source>You have not agreed to the licence of {program} yet: {licence}.</source>
            <translation>您尚未同意 {program} 的许可证：{licence}。</translation>
        </message>
        <message>
            <source>You may not read the folder {folder}.</source>
            <translation>您无权读取文件夹 {folder}。</translation>
        </message>
        <message>
            <source>You may not use {device} yet: you are in the group {group}, but this login began before that.</source>
            <translation>您还不能使用 {device}：您已在用户组 {group} 中，但这次登录在加入之前。</translation>
        </message>
        <message>
            <source>You may not use {device}, although you are in the group {group}: the system forbids it in another way.</source>
            <translation>您不能使用 {device}，尽管您在用户组 {group} 中：系统以其他方式禁止了它。</translation>
        </message>
        <message>
            <source>You may not use {device}: its file belongs to root alone.</source>
            <translation>您不能使用 {device}：其文件只属于 root。</translation>
        </message>
        <message>
            <source>You may not use {device}: only members of the group {group} may.</source>
            <translation>您不能使用 {device}：只有用户组 {group} 的成员可以。</translation>
        </message>
        <message>
            <source>You may not use {device}: the system gives it to {users}, who is logged in at the screen.</source>
            <translation>您不能使用 {device}：系统将它分配给了在本机屏幕前登录的 {users}。</translation>
        </message>
        <message>
            <source>You may not write to {device}.</source>
            <translation>您无权写入 {device}。</translation>
        </message>
        <message>
            <source>You may use {device}.</source>
            <translation>您可以使用 {device}。</translation>
        </message>
        <message>
            <source>Your choice counts from the next start on.</source>
            <translation>您的选择将从下次启动起生效。</translation>
        </message>
        <message>
            <source>Your list of people is kept for an engine that can ({able}). Session &gt; People changes it.</source>
            <translation>您的人物列表会保留给能够区分的引擎（{able}）。可在“会话 &gt; 人物”中修改。</translation>
        </message>
        <message>
            <source>Your settings file was damaged ({reason}) and is kept as {file}.</source>
            <translation>您的设置文件已损坏（{reason}），已另存为 {file}。</translation>
        </message>
        <message>
            <source>Your settings in {file} can not be read: {reason}.</source>
            <translation>无法读取您的设置文件 {file}：{reason}。</translation>
        </message>
        <message>
            <source>all system libraries are there</source>
            <translation>系统库齐全</translation>
        </message>
        <message>
            <source>api.private_key names a key, and api.certificate no certificate.</source>
            <translation>api.private_key 指定了密钥，但 api.certificate 没有指定证书。</translation>
        </message>
        <message>
            <source>macOS can not be asked from here.</source>
            <translation>无法从这里询问 macOS。</translation>
        </message>
        <message>
            <source>macOS does not let this program use cameras.</source>
            <translation>macOS 不允许本程序使用摄像头。</translation>
        </message>
        <message>
            <source>macOS does not let this program use the camera: you or an administrator said no.</source>
            <translation>macOS 不允许本程序使用摄像头：您或管理员拒绝过。</translation>
        </message>
        <message>
            <source>macOS does not tell whether this program may use cameras.</source>
            <translation>macOS 没有告知本程序是否可以使用摄像头。</translation>
        </message>
        <message>
            <source>macOS has not asked yet whether this program may use cameras.</source>
            <translation>macOS 尚未询问本程序是否可以使用摄像头。</translation>
        </message>
        <message>
            <source>macOS knows no OBS Virtual Camera: its camera extension is not installed, or not yet allowed.</source>
            <translation>macOS 中没有 OBS Virtual Camera：其摄像头扩展没有安装，或尚未被允许。</translation>
        </message>
        <message>
            <source>macOS lets several programs use one camera at the same time.</source>
            <translation>macOS 允许多个程序同时使用一个摄像头。</translation>
        </message>
        <message>
            <source>macOS lets this program use cameras.</source>
            <translation>macOS 允许本程序使用摄像头。</translation>
        </message>
        <message>
            <source>macOS lets this program use the camera.</source>
            <translation>macOS 允许本程序使用该摄像头。</translation>
        </message>
        <message>
            <source>macOS tells temperature and power only to an administrator, and no program its own share.</source>
            <translation>macOS 只向管理员提供温度和功率，并且不向任何程序提供其自身的占用。</translation>
        </message>
        <message>
            <source>macOS's question may still be open; nobody waits for the answer.</source>
            <translation>macOS 的询问可能仍未关闭；程序不再等待回答。</translation>
        </message>
        <message>
            <source>onnxruntime does not start: {reason}</source>
            <translation>onnxruntime 无法启动：{reason}</translation>
        </message>
        <message>
            <source>uv, which makes environments, is not on this machine.</source>
            <translation>本机没有用于创建环境的 uv。</translation>
        </message>
        <message>
            <source>{address} answers in {ms} ms, and says that something does not work ({code}).</source>
            <translation>{address} 在 {ms} 毫秒内响应，并报告有些功能不正常（{code}）。</translation>
        </message>
        <message>
            <source>{address} answers in {ms} ms.</source>
            <translation>{address} 在 {ms} 毫秒内响应。</translation>
        </message>
        <message>
            <source>{address} does not answer: {reason}.</source>
            <translation>{address} 没有响应：{reason}。</translation>
        </message>
        <message>
            <source>{address} stands for every machine in a network: a stream is not sent to all of them.</source>
            <translation>{address} 代表网络中的所有机器：网络流不会发送给所有机器。</translation>
        </message>
        <message>
            <source>{count} packages overwrite each other: {packages}.</source>
            <translation>有 {count} 个软件包互相覆盖：{packages}。</translation>
        </message>
        <message>
            <source>{device} can be used.</source>
            <translation>{device} 可以使用。</translation>
        </message>
        <message>
            <source>{device} is in use by a program of another user, which this login may not look into.</source>
            <translation>{device} 正被另一个用户的程序使用，当前登录的用户无权查看是哪个程序。</translation>
        </message>
        <message>
            <source>{device} is in use by {programs}.</source>
            <translation>{device} 正被 {programs} 使用。</translation>
        </message>
        <message>
            <source>{device} is no virtual camera of v4l2loopback.</source>
            <translation>{device} 不是 v4l2loopback 的虚拟摄像头。</translation>
        </message>
        <message>
            <source>{device} just went away.</source>
            <translation>{device} 刚刚断开。</translation>
        </message>
        <message>
            <source>{device} takes no pictures just now: another program writes to it, or the last one left it behind so.</source>
            <translation>{device} 目前不接收画面：有其他程序正在向它写入，或是上一个程序遗留的状态。</translation>
        </message>
        <message>
            <source>{file} can not be put into {folder}: {reason}.</source>
            <translation>无法将 {file} 放入 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>{file} can not be read: {reason}.</source>
            <translation>无法读取 {file}：{reason}。</translation>
        </message>
        <message>
            <source>{file} can not be written: {reason}.</source>
            <translation>无法写入 {file}：{reason}。</translation>
        </message>
        <message>
            <source>{file} is damaged: {reason}.</source>
            <translation>{file} 已损坏：{reason}。</translation>
        </message>
        <message>
            <source>{file} is missing.</source>
            <translation>缺少 {file}。</translation>
        </message>
        <message>
            <source>{file} is no certificate that belongs to the key in {key}: {reason}.</source>
            <translation>{file} 不是与 {key} 中的密钥匹配的证书：{reason}。</translation>
        </message>
        <message>
            <source>{file} is not a virtual environment, so other programs' packages mix in.</source>
            <translation>{file} 不是虚拟环境，因此会混入其他程序的软件包。</translation>
        </message>
        <message>
            <source>{file} was written.</source>
            <translation>已写入 {file}。</translation>
        </message>
        <message>
            <source>{file}: {changed} of {all} settings changed</source>
            <translation>{file}：共 {all} 项设置，已更改 {changed} 项</translation>
        </message>
        <message>
            <source>{folder} can be read.</source>
            <translation>{folder} 可以读取。</translation>
        </message>
        <message>
            <source>{folder} can be written.</source>
            <translation>{folder} 可以写入。</translation>
        </message>
        <message>
            <source>{folder} can not be written: {reason}.</source>
            <translation>无法写入 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>{folder} can not be written: {reason}. It should belong to you.</source>
            <translation>无法写入 {folder}：{reason}。它应该属于您。</translation>
        </message>
        <message>
            <source>{folder} is a file, where a folder is needed.</source>
            <translation>{folder} 是文件，而这里需要文件夹。</translation>
        </message>
        <message>
            <source>{folder} is no folder of {program}: it has no {missing}.</source>
            <translation>{folder} 不是 {program} 的文件夹：其中没有 {missing}。</translation>
        </message>
        <message>
            <source>{folder} lies on a disk that can only be read.</source>
            <translation>{folder} 位于只读磁盘上。</translation>
        </message>
        <message>
            <source>{folder}: {free} free</source>
            <translation>{folder}：可用 {free}</translation>
        </message>
        <message>
            <source>{host} answered with a web page instead of the model {name}.</source>
            <translation>{host} 返回的是网页，而不是模型 {name}。</translation>
        </message>
        <message>
            <source>{host} can not be reached through the proxy: {reason}.</source>
            <translation>无法通过代理连接 {host}：{reason}。</translation>
        </message>
        <message>
            <source>{host} can not be reached: {reason}.</source>
            <translation>无法连接 {host}：{reason}。</translation>
        </message>
        <message>
            <source>{host} can not give {name} at the moment (status {status}).</source>
            <translation>{host} 目前无法提供 {name}（状态 {status}）。</translation>
        </message>
        <message>
            <source>{host} is an address on one cable or radio: which one is not said.</source>
            <translation>{host} 是只在某一个有线或无线连接上有效的地址：没有指明是哪一个。</translation>
        </message>
        <message>
            <source>{host} is not in your own network: the stream is not encrypted, and anybody on its way could watch.</source>
            <translation>{host} 不在您自己的网络中：网络流没有加密，途中的任何人都可能看到。</translation>
        </message>
        <message>
            <source>{host} no longer has {name} at the address of the catalogue (status {status}).</source>
            <translation>{host} 在目录所列地址已没有 {name}（状态 {status}）。</translation>
        </message>
        <message>
            <source>{host} refuses to give {name} (status {status}).</source>
            <translation>{host} 拒绝提供 {name}（状态 {status}）。</translation>
        </message>
        <message>
            <source>{host} sends {length} bytes or more for {name}, which has {wanted}.</source>
            <translation>{host} 为 {name} 发送了 {length} 字节或更多，而该文件应为 {wanted} 字节。</translation>
        </message>
        <message>
            <source>{implementation} {version} ({machine}): {path}</source>
            <translation>{implementation} {version}（{machine}）：{path}</translation>
        </message>
        <message>
            <source>{keys} can not cover from everywhere: another program has these keys.</source>
            <translation>{keys} 不能用于全局遮盖：它已被其他程序占用。</translation>
        </message>
        <message>
            <source>{keys} can not cover from everywhere: your keyboard has no such key.</source>
            <translation>{keys} 不能用于全局遮盖：您的键盘没有这个键。</translation>
        </message>
        <message>
            <source>{keys} covers from everywhere.</source>
            <translation>{keys} 可在任何程序中遮盖画面。</translation>
        </message>
        <message>
            <source>{keys} covers from everywhere. The settings of your desktop change these keys.</source>
            <translation>{keys} 可在任何程序中遮盖画面。可在桌面的设置中更改此快捷键。</translation>
        </message>
        <message>
            <source>{key} can not be {value}: it takes {allowed}.</source>
            <translation>{key} 不能设为 {value}，允许的值：{allowed}。</translation>
        </message>
        <message>
            <source>{key} is changed by a route of its own.</source>
            <translation>{key} 要通过专门的接口更改。</translation>
        </message>
        <message>
            <source>{key} is fixed for this start by the command line or the environment.</source>
            <translation>{key} 在本次启动中由命令行或环境变量固定。</translation>
        </message>
        <message>
            <source>{key} is not changed by the service.</source>
            <translation>{key} 不能通过服务更改。</translation>
        </message>
        <message>
            <source>{key} is now {value}.</source>
            <translation>{key} 现为 {value}。</translation>
        </message>
        <message>
            <source>{key} takes a table of settings.</source>
            <translation>{key} 需要一组设置。</translation>
        </message>
        <message>
            <source>{name} ({size} bytes, SHA-256 {sha256}) is not the {model} of the catalogue.</source>
            <translation>{name}（{size} 字节，SHA-256 {sha256}）不是目录中的 {model}。</translation>
        </message>
        <message>
            <source>{name} and all that it needs are here.</source>
            <translation>{name} 及其所需的模型均已就位。</translation>
        </message>
        <message>
            <source>{name} can be used now.</source>
            <translation>{name} 现在可以使用。</translation>
        </message>
        <message>
            <source>{name} could not be added: {reason}.</source>
            <translation>无法添加 {name}：{reason}。</translation>
        </message>
        <message>
            <source>{name} could not be written down: {reason}.</source>
            <translation>无法保存 {name}：{reason}。</translation>
        </message>
        <message>
            <source>{name} has a high dynamic range, which the result has not: its colours may look flat.</source>
            <translation>{name} 为高动态范围，而结果不是：其颜色可能显得平淡。</translation>
        </message>
        <message>
            <source>{name} has no result: its state is {state}.</source>
            <translation>{name} 没有结果：其状态为 {state}。</translation>
        </message>
        <message>
            <source>{name} has only {size} bytes, which is too small for a model.</source>
            <translation>{name} 只有 {size} 字节，作为模型太小。</translation>
        </message>
        <message>
            <source>{name} has {depth} bits a colour; the result has 8.</source>
            <translation>{name} 的每种颜色为 {depth} 位；结果为 8 位。</translation>
        </message>
        <message>
            <source>{name} holds nothing but zeros: it was never written to its end.</source>
            <translation>{name} 的内容全为零：文件没有写完。</translation>
        </message>
        <message>
            <source>{name} holds several pictures.</source>
            <translation>{name} 包含多张图片。</translation>
        </message>
        <message>
            <source>{name} is a folder.</source>
            <translation>{name} 是文件夹。</translation>
        </message>
        <message>
            <source>{name} is a web page, not a model.</source>
            <translation>{name} 是网页，不是模型。</translation>
        </message>
        <message>
            <source>{name} is an archive, not a model.</source>
            <translation>{name} 是压缩包，不是模型。</translation>
        </message>
        <message>
            <source>{name} is as it should be: {path}.</source>
            <translation>{name} 完好无误：{path}。</translation>
        </message>
        <message>
            <source>{name} is being fetched or worked on right now, so {file} was not imported.</source>
            <translation>{name} 正在下载或处理中，因此没有导入 {file}。</translation>
        </message>
        <message>
            <source>{name} is done: {path}</source>
            <translation>{name} 已完成：{path}</translation>
        </message>
        <message>
            <source>{name} is larger than {limit_mb} MB, the most that is taken.</source>
            <translation>{name} 大于 {limit_mb} MB，超过了允许的上限。</translation>
        </message>
        <message>
            <source>{name} is neither a picture nor a video.</source>
            <translation>{name} 既不是图片也不是视频。</translation>
        </message>
        <message>
            <source>{name} is neither a video nor a picture that can be read.</source>
            <translation>{name} 不是可以读取的视频或图片。</translation>
        </message>
        <message>
            <source>{name} is no file of a model.</source>
            <translation>{name} 不是模型文件。</translation>
        </message>
        <message>
            <source>{name} is no photo.</source>
            <translation>{name} 不是照片。</translation>
        </message>
        <message>
            <source>{name} is not a picture.</source>
            <translation>{name} 不是图片。</translation>
        </message>
        <message>
            <source>{name} is not an ONNX model.</source>
            <translation>{name} 不是 ONNX 模型。</translation>
        </message>
        <message>
            <source>{name} is not fetched: the setting models.offline is on.</source>
            <translation>未下载 {name}：设置 models.offline 已开启。</translation>
        </message>
        <message>
            <source>{name} is not installed.</source>
            <translation>没有安装 {name}。</translation>
        </message>
        <message>
            <source>{name} is not the file that was recorded for {model} at {date}. Nothing was kept.</source>
            <translation>{name} 不是 {date} 为 {model} 记录的文件。未保留任何内容。</translation>
        </message>
        <message>
            <source>{name} is not there.</source>
            <translation>{name} 不存在。</translation>
        </message>
        <message>
            <source>{name} is not where it was, or a link has taken its place.</source>
            <translation>{name} 不在原处，或已被链接取代。</translation>
        </message>
        <message>
            <source>{name} is only the note that Git LFS leaves in place of a large file.</source>
            <translation>{name} 只是 Git LFS 代替大文件留下的指针。</translation>
        </message>
        <message>
            <source>{name} is transparent in places, which the result is not.</source>
            <translation>{name} 有透明的部分，而结果不透明。</translation>
        </message>
        <message>
            <source>{name} is worked on just now.</source>
            <translation>{name} 正在处理中。</translation>
        </message>
        <message>
            <source>{name} shows {count} faces: the largest one is used.</source>
            <translation>{name} 中有 {count} 张脸：使用其中最大的一张。</translation>
        </message>
        <message>
            <source>{name} was added by another version of the program, which this one does not understand.</source>
            <translation>{name} 是由程序的另一版本添加的，此版本无法识别。</translation>
        </message>
        <message>
            <source>{name} was begun anew: its file, the program or what the engine runs on has changed.</source>
            <translation>{name} 已从头开始：其文件、程序或引擎的运行设备发生了变化。</translation>
        </message>
        <message>
            <source>{name} was changed while it was worked on.</source>
            <translation>{name} 在处理期间发生了变化。</translation>
        </message>
        <message>
            <source>{name} was checked and copied to {folder}.</source>
            <translation>{name} 已检查并复制到 {folder}。</translation>
        </message>
        <message>
            <source>{needed_mb} MB are needed in {folder} and only {free_mb} MB are free.</source>
            <translation>{folder} 需要 {needed_mb} MB，但只有 {free_mb} MB 可用。</translation>
        </message>
        <message>
            <source>{packages} is damaged: {count} of its files are missing or overwritten, such as {file}.</source>
            <translation>{packages} 已损坏：有 {count} 个文件缺失或被覆盖，例如 {file}。</translation>
        </message>
        <message>
            <source>{packages}, the only one</source>
            <translation>{packages}，仅此一个</translation>
        </message>
        <message>
            <source>{page} tells what.</source>
            <translation>详情见 {page}。</translation>
        </message>
        <message>
            <source>{path} can not be deleted: {reason}.</source>
            <translation>无法删除 {path}：{reason}。</translation>
        </message>
        <message>
            <source>{path} can not be linked into {folder}: {reason}.</source>
            <translation>无法将 {path} 链接到 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>{path} can not be read.</source>
            <translation>无法读取 {path}。</translation>
        </message>
        <message>
            <source>{path} can not be started: {reason}.</source>
            <translation>无法启动 {path}：{reason}。</translation>
        </message>
        <message>
            <source>{path} does not lie in the program's own folder, so it is not deleted.</source>
            <translation>{path} 不在本程序自己的文件夹中，因此不会删除。</translation>
        </message>
        <message>
            <source>{path} has {size} bytes, and the known file {known}: it is another version of the model.</source>
            <translation>{path} 为 {size} 字节，而已知的文件为 {known} 字节：它是该模型的另一版本。</translation>
        </message>
        <message>
            <source>{path} is being written by another program.</source>
            <translation>另一个程序正在写入 {path}。</translation>
        </message>
        <message>
            <source>{path} is damaged or another file: its SHA-256 is {found}, not {wanted}.</source>
            <translation>{path} 已损坏或不是该文件：其 SHA-256 为 {found}，应为 {wanted}。</translation>
        </message>
        <message>
            <source>{path} is damaged or another file: {reason}.</source>
            <translation>{path} 已损坏或不是该文件：{reason}。</translation>
        </message>
        <message>
            <source>{path} is no file in a folder that tasks may read.</source>
            <translation>{path} 不是位于任务可读取文件夹中的文件。</translation>
        </message>
        <message>
            <source>{path} is not a file that can be recorded to.</source>
            <translation>{path} 不是可以录制到的文件。</translation>
        </message>
        <message>
            <source>{path} is not a file.</source>
            <translation>{path} 不是文件。</translation>
        </message>
        <message>
            <source>{path} is not what it was when it was first used ({date}).</source>
            <translation>{path} 与首次使用时（{date}）不同。</translation>
        </message>
        <message>
            <source>{path} is the source: recording over it would destroy it.</source>
            <translation>{path} 是画面来源：覆盖录制会毁掉它。</translation>
        </message>
        <message>
            <source>{path} is there already.</source>
            <translation>{path} 已存在。</translation>
        </message>
        <message>
            <source>{path} lies in no home folder that exists.</source>
            <translation>{path} 所在的主文件夹不存在。</translation>
        </message>
        <message>
            <source>{programs} did not end: {reason}.</source>
            <translation>{programs} 没有结束：{reason}。</translation>
        </message>
        <message>
            <source>{programs} has ended.</source>
            <translation>{programs} 已结束。</translation>
        </message>
        <message>
            <source>{program} has no environment with a Python {wanted} here.</source>
            <translation>本机没有供 {program} 使用的 Python {wanted} 环境。</translation>
        </message>
        <message>
            <source>{program} has no onnxruntime for {runtime}.</source>
            <translation>{program} 没有适用于 {runtime} 的 onnxruntime。</translation>
        </message>
        <message>
            <source>{program} lacks Python packages in {path}: {names}.</source>
            <translation>{path} 中缺少 {program} 所需的 Python 软件包：{names}。</translation>
        </message>
        <message>
            <source>{program} lies in {folder}.</source>
            <translation>{program} 位于 {folder}。</translation>
        </message>
        <message>
            <source>{program} needs a Python {wanted}, and {path} is {version}.</source>
            <translation>{program} 需要 Python {wanted}，而 {path} 是 {version}。</translation>
        </message>
        <message>
            <source>{program} ran, and did not swap the face of the demo ({reason}).</source>
            <translation>{program} 已运行，但没有替换演示视频中的脸（{reason}）。</translation>
        </message>
        <message>
            <source>{program} runs on {provider}.</source>
            <translation>{program} 运行于 {provider}。</translation>
        </message>
        <message>
            <source>{program} runs on {provider}: {wanted} did not load in its interpreter.</source>
            <translation>{program} 运行于 {provider}：{wanted} 未能在其 Python 解释器中加载。</translation>
        </message>
        <message>
            <source>{program} swaps the face of the demo: loaded in {load}, {time} for the first picture.</source>
            <translation>{program} 能替换演示视频中的脸：加载用时 {load}，第一帧用时 {time}。</translation>
        </message>
        <message>
            <source>{program} was found in {folder}, and nothing of it is run before you choose it.</source>
            <translation>在 {folder} 中找到 {program}；在您选择它之前，不会运行其中的任何内容。</translation>
        </message>
        <message>
            <source>{program} was not found in the usual places.</source>
            <translation>在常见位置没有找到 {program}。</translation>
        </message>
        <message>
            <source>{program} was not loaded to the end.</source>
            <translation>{program} 未能完成加载。</translation>
        </message>
        <message>
            <source>{program} {version} is a version that the engine was tried with.</source>
            <translation>{program} {version} 是引擎试验过的版本。</translation>
        </message>
        <message>
            <source>{program} {version} is none of the versions that the engine was tried with.</source>
            <translation>{program} {version} 不是引擎试验过的版本。</translation>
        </message>
        <message>
            <source>{provider}: the test network takes {time}</source>
            <translation>{provider}：测试网络用时 {time}</translation>
        </message>
        <message>
            <source>{size}, SHA-256 is right</source>
            <translation>{size}，SHA-256 正确</translation>
        </message>
        <message>
            <source>{target} can not be opened: {reason}.</source>
            <translation>无法打开 {target}：{reason}。</translation>
        </message>
        <message>
            <source>{target} was opened.</source>
            <translation>已打开 {target}。</translation>
        </message>
        <message>
            <source>{value} by {origin}</source>
            <translation>{value}（由 {origin} 设定）</translation>
        </message>
        <message>
            <source>“python -m app config show” lists all settings.</source>
            <translation>运行“python -m app config show”可列出所有设置。</translation>
        </message>
        <message>
            <source>“python -m app doctor engines” shows the state of every engine; the log has the details.</source>
            <translation>运行“python -m app doctor engines”可查看各引擎的状态；详情见日志。</translation>
        </message>
        <message>
            <source>“python -m app run” works without one.</source>
            <translation>“python -m app run”不需要它也能运行。</translation>
        </message>
        <message>
            <source>“python -m app token list” shows all of them.</source>
            <translation>运行“python -m app token list”可列出所有令牌。</translation>
        </message>
        <message>
            <source>“{address}” is not an address that a stream can be sent to.</source>
            <translation>“{address}”不是可以发送网络流的地址。</translation>
        </message>
        <message>
            <source>“{command}” ended with exit code {code}: {reason}</source>
            <translation>“{command}”以退出代码 {code} 结束：{reason}</translation>
        </message>
        <message>
            <source>“{command}” goes on by itself; nobody waits for its end.</source>
            <translation>“{command}”会自行继续运行，无需等待其结束。</translation>
        </message>
        <message>
            <source>“{service}” can not start at {host}: {reason}.</source>
            <translation>“{service}”无法在 {host} 启动：{reason}。</translation>
        </message>
        <message>
            <source>“{service}” can not start: none of the ports {first} to {last} is free.</source>
            <translation>“{service}”无法启动：端口 {first} 到 {last} 均不空闲。</translation>
        </message>
        <message>
            <source>“{service}” can not start: port {port} is held by a process that the system does not name.</source>
            <translation>“{service}”无法启动：端口 {port} 被系统未说明的进程占用。</translation>
        </message>
        <message>
            <source>“{service}” can not start: port {port} is held by another user's process.</source>
            <translation>“{service}”无法启动：端口 {port} 被另一个用户的进程占用。</translation>
        </message>
        <message>
            <source>“{service}” can not start: port {port} is held by {programs}.</source>
            <translation>“{service}”无法启动：端口 {port} 被 {programs} 占用。</translation>
        </message>
        <message>
            <source>“{service}” can not start: the system has set port {port} aside.</source>
            <translation>“{service}”无法启动：端口 {port} 已被系统保留。</translation>
        </message>
        <message>
            <source>“{service}” does not run.</source>
            <translation>“{service}”没有运行。</translation>
        </message>
        <message>
            <source>“{wanted}” is the virtual camera that this program makes: it can not be its source.</source>
            <translation>“{wanted}”是本程序创建的虚拟摄像头：不能作为自己的来源。</translation>
        </message>
    </context>
    <context>
        <name>ModelBoxes</name>
        <message>
            <source>&amp;Accept the change</source>
            <translation>接受改动(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>关闭(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>删除(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Do not</source>
            <translation>不接受(&amp;D)</translation>
        </message>
        <message>
            <source>&amp;Import a file…</source>
            <translation>导入文件(&amp;I)…</translation>
        </message>
        <message>
            <source>&amp;Keep</source>
            <translation>保留(&amp;K)</translation>
        </message>
        <message>
            <source>A changed model</source>
            <translation>模型已改动</translation>
        </message>
        <message>
            <source>Delete a copy</source>
            <translation>删除副本</translation>
        </message>
        <message>
            <source>Delete a model</source>
            <translation>删除模型</translation>
        </message>
        <message>
            <source>Delete the faster copy of {name}?</source>
            <translation>要删除 {name} 的快速副本吗？</translation>
        </message>
        <message>
            <source>Delete {name}?</source>
            <translation>删除 {name}？</translation>
        </message>
        <message>
            <source>Do so only if you changed the file yourself, or know who did: it may be damaged or a forgery.</source>
            <translation>仅当文件是您自己改动，或您知道是谁改动时才这样做：文件可能已损坏或被伪造。</translation>
        </message>
        <message>
            <source>Take {name} as it is now for the right file?</source>
            <translation>将 {name} 现在的文件视为正确？</translation>
        </message>
        <message>
            <source>These need it: {names}</source>
            <translation>以下模型需要它：{names}</translation>
        </message>
        <message>
            <source>{name} can not be fetched</source>
            <translation>{name} 无法下载</translation>
        </message>
        <message>
            <source>{path}
{size} become free.</source>
            <translation>{path}
将释放 {size}。</translation>
        </message>
        <message>
            <source>{size} become free. The model itself stays; another copy takes minutes again.</source>
            <translation>将释放 {size}。模型本身会保留；再次制作副本又需要几分钟。</translation>
        </message>
    </context>
    <context>
        <name>ModelDetails</name>
        <message>
            <source>&amp;Accept the change…</source>
            <translation>接受改动(&amp;A)…</translation>
        </message>
        <message>
            <source>&amp;Cancel fetching</source>
            <translation>取消下载(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Delete…</source>
            <translation>删除(&amp;D)…</translation>
        </message>
        <message>
            <source>&amp;Fetch…</source>
            <translation>下载(&amp;F)…</translation>
        </message>
        <message>
            <source>&amp;Make a faster copy for the processor…</source>
            <translation>为处理器制作快速副本(&amp;M)…</translation>
        </message>
        <message>
            <source>&amp;Open folder</source>
            <translation>打开文件夹(&amp;O)</translation>
        </message>
        <message>
            <source>&amp;Stop making the copy</source>
            <translation>停止制作副本(&amp;S)</translation>
        </message>
        <message>
            <source>C&amp;heck anew</source>
            <translation>重新检查(&amp;H)</translation>
        </message>
        <message>
            <source>Delete it from the program's own folder</source>
            <translation>从程序自己的文件夹中删除</translation>
        </message>
        <message>
            <source>Delete the co&amp;py…</source>
            <translation>删除副本(&amp;P)…</translation>
        </message>
        <message>
            <source>Fetch it from its publisher; shows the licence first</source>
            <translation>从发布者处下载；会先显示许可</translation>
        </message>
        <message>
            <source>Fetched so far</source>
            <translation>已下载</translation>
        </message>
        <message>
            <source>How far the copy is</source>
            <translation>副本的制作进度</translation>
        </message>
        <message>
            <source>How large it is, on disk and in memory, is not known before it is here.</source>
            <translation>在取得之前，无法得知它占用多少磁盘和内存。</translation>
        </message>
        <message>
            <source>It is read through, and its SHA-256 recorded, when it is first used.</source>
            <translation>首次使用时会完整读取文件并记录其 SHA-256。</translation>
        </message>
        <message>
            <source>Needed by: {names}</source>
            <translation>需要它的模型：{names}</translation>
        </message>
        <message>
            <source>Needs beside it: {names}</source>
            <translation>还需要：{names}</translation>
        </message>
        <message>
            <source>Nothing of it is kept</source>
            <translation>不会保留任何内容</translation>
        </message>
        <message>
            <source>Passed over, as it is damaged: {path}</source>
            <translation>已损坏，因此跳过：{path}</translation>
        </message>
        <message>
            <source>Read the file through and compare its SHA-256</source>
            <translation>完整读取文件并比对 SHA-256</translation>
        </message>
        <message>
            <source>Show the folder in which it lies</source>
            <translation>显示它所在的文件夹</translation>
        </message>
        <message>
            <source>Take the file as it is now for the right one</source>
            <translation>将文件现在的样子视为正确</translation>
        </message>
        <message>
            <source>Takes minutes and much memory, once; says first how much</source>
            <translation>只需一次，要几分钟和较多内存；会先说明需要多少</translation>
        </message>
        <message>
            <source>The model itself stays</source>
            <translation>模型本身会保留</translation>
        </message>
        <message>
            <source>What is here already is kept, to go on from there</source>
            <translation>已下载的部分会保留，以便继续</translation>
        </message>
        <message>
            <source>What the model needs beside it has to be here first</source>
            <translation>须先具备该模型所需的其他模型</translation>
        </message>
        <message>
            <source>dB tell how near the copy comes to the original: more is nearer.</source>
            <translation>dB 表示副本与原文件的接近程度：数值越大越接近。</translation>
        </message>
        <message>
            <source>licence: {licence}</source>
            <translation>许可：{licence}</translation>
        </message>
        <message>
            <source>{name} (here)</source>
            <translation>{name}（已有）</translation>
        </message>
        <message>
            <source>{name} (missing)</source>
            <translation>{name}（缺少）</translation>
        </message>
        <message>
            <source>{size} are kept; fetching goes on from there.</source>
            <translation>已保留 {size}；再次下载时从此处继续。</translation>
        </message>
        <message>
            <source>{size} on disk. Its weights take as much memory while it is in use, and its work takes more.</source>
            <translation>占用磁盘 {size}。使用时其权重占用同样多的内存，运算还需更多。</translation>
        </message>
    </context>
    <context>
        <name>Models</name>
        <message>
            <source>, </source>
            <translation>、</translation>
        </message>
        <message>
            <source>A faster copy of it is kept ({size}), and used once the file itself is here again.</source>
            <translation>保留有它的快速副本（{size}），文件本身重新就位后即可使用。</translation>
        </message>
        <message>
            <source>Checking…</source>
            <translation>正在检查…</translation>
        </message>
        <message>
            <source>Converters</source>
            <translation>转换模型</translation>
        </message>
        <message>
            <source>Copy: {step}</source>
            <translation>副本：{step}</translation>
        </message>
        <message>
            <source>Damaged</source>
            <translation>已损坏</translation>
        </message>
        <message>
            <source>Deleting…</source>
            <translation>正在删除…</translation>
        </message>
        <message>
            <source>Detectors</source>
            <translation>检测模型</translation>
        </message>
        <message>
            <source>Enhancers</source>
            <translation>增强模型</translation>
        </message>
        <message>
            <source>Faster copy for the processor: {size}, {worst} dB from the original at worst, {middle} dB in the middle; {after} ms a run instead of {before} ms (threads: {threads}), {times} times as fast.</source>
            <translation>处理器快速副本：{size}，与原文件相比最差 {worst} dB、中位 {middle} dB；每次运行 {after} 毫秒（原为 {before} 毫秒，线程数：{threads}），速度是原来的 {times} 倍。</translation>
        </message>
        <message>
            <source>Fetching {percent}</source>
            <translation>下载中 {percent}</translation>
        </message>
        <message>
            <source>Here</source>
            <translation>已有</translation>
        </message>
        <message>
            <source>Here, another version</source>
            <translation>已有，另一版本</translation>
        </message>
        <message>
            <source>Here, in {folder}</source>
            <translation>已有，位于 {folder}</translation>
        </message>
        <message>
            <source>Here, not checked yet</source>
            <translation>已有，尚未检查</translation>
        </message>
        <message>
            <source>Importing…</source>
            <translation>正在导入…</translation>
        </message>
        <message>
            <source>It gains hardly anything on this processor: delete it.</source>
            <translation>它在这台处理器上几乎没有更快：可以删除。</translation>
        </message>
        <message>
            <source>It is used where networks run on the processor, unless Precision says otherwise.</source>
            <translation>当神经网络在处理器上运行时会使用它，除非“精度”另有设置。</translation>
        </message>
        <message>
            <source>Its faster copy ({size}) was made of another version of the file and is not used: make it anew.</source>
            <translation>它的快速副本（{size}）是用该文件的另一版本制作的，不会使用：请重新制作。</translation>
        </message>
        <message>
            <source>Its publisher states no licence: whether you may use it is for you to find out.</source>
            <translation>发布者没有说明许可：能否使用须由您自行确认。</translation>
        </message>
        <message>
            <source>Looking it up…</source>
            <translation>正在查询…</translation>
        </message>
        <message>
            <source>Making a faster copy, step {number} of {of}: {step}</source>
            <translation>正在制作快速副本，第 {number} 步，共 {of} 步：{step}</translation>
        </message>
        <message>
            <source>Masks of parts of the face</source>
            <translation>面部区域遮罩</translation>
        </message>
        <message>
            <source>Masks of what covers the face</source>
            <translation>面部遮挡物遮罩</translation>
        </message>
        <message>
            <source>Missing</source>
            <translation>缺少</translation>
        </message>
        <message>
            <source>Non-commercial</source>
            <translation>非商业用途</translation>
        </message>
        <message>
            <source>Process {number} fetches it already: waiting</source>
            <translation>进程 {number} 正在下载：等待中</translation>
        </message>
        <message>
            <source>Recognisers</source>
            <translation>识别模型</translation>
        </message>
        <message>
            <source>Stopping…</source>
            <translation>正在停止…</translation>
        </message>
        <message>
            <source>Swappers</source>
            <translation>换脸模型</translation>
        </message>
        <message>
            <source>Unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>Waiting for its turn</source>
            <translation>排队等待</translation>
        </message>
        <message>
            <source>all here</source>
            <translation>均已有</translation>
        </message>
        <message>
            <source>comparing the copy with the original</source>
            <translation>对比副本与原文件</translation>
        </message>
        <message>
            <source>done</source>
            <translation>完成</translation>
        </message>
        <message>
            <source>lacks {names}</source>
            <translation>缺少 {names}</translation>
        </message>
        <message>
            <source>looking for faces</source>
            <translation>查找人脸</translation>
        </message>
        <message>
            <source>measuring</source>
            <translation>测量</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>preparing the network</source>
            <translation>准备网络</translation>
        </message>
        <message>
            <source>reading the pictures</source>
            <translation>读取图片</translation>
        </message>
        <message>
            <source>running the original</source>
            <translation>运行原文件</translation>
        </message>
        <message>
            <source>unknown</source>
            <translation>未知</translation>
        </message>
        <message>
            <source>writing the copy</source>
            <translation>写入副本</translation>
        </message>
        <message>
            <source>{done} of {all}</source>
            <translation>{done} / {all}</translation>
        </message>
        <message>
            <source>{name} (damaged)</source>
            <translation>{name}（已损坏）</translation>
        </message>
        <message>
            <source>{name} (incomplete)</source>
            <translation>{name}（不完整）</translation>
        </message>
        <message>
            <source>{name} (not here)</source>
            <translation>{name}（缺少）</translation>
        </message>
        <message>
            <source>{percent} %</source>
            <translation>{percent}%</translation>
        </message>
        <message>
            <source>{percent} fetched</source>
            <translation>{percent} 已下载</translation>
        </message>
        <message>
            <source>{size}/s</source>
            <translation>{size}/s</translation>
        </message>
        <message>
            <source>{step} {percent} %</source>
            <translation>{step} {percent}%</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>{time} 后完成</translation>
        </message>
    </context>
    <context>
        <name>ModelsPage</name>
        <message>
            <source>&amp;Import a file…</source>
            <translation>导入文件(&amp;I)…</translation>
        </message>
        <message>
            <source>&amp;Never go to the network for models</source>
            <translation>绝不为模型访问网络(&amp;N)</translation>
        </message>
        <message>
            <source>Check a file that you have and copy it to the program's own folder</source>
            <translation>检查您已有的文件，并复制到程序自己的文件夹</translation>
        </message>
        <message>
            <source>Enter fetches the chosen model, Delete deletes it.</source>
            <translation>回车键下载所选模型，Delete 键删除。</translation>
        </message>
        <message>
            <source>Fo&amp;lders…</source>
            <translation>文件夹(&amp;L)…</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可</translation>
        </message>
        <message>
            <source>Looking for models…</source>
            <translation>正在查找模型…</translation>
        </message>
        <message>
            <source>Memory, at least</source>
            <translation>内存（至少）</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Models in the program's own folder take {size}</source>
            <translation>程序自己文件夹中的模型占用 {size}</translation>
        </message>
        <message>
            <source>Needs</source>
            <translation>所需</translation>
        </message>
        <message>
            <source>Networks that engines can use and that do not come with the program. Files that you have can be dropped here; nothing is fetched unless you ask for it.</source>
            <translation>引擎可以使用、但不随程序提供的网络。您已有的文件可以拖放到这里；未经您要求，不会下载任何东西。</translation>
        </message>
        <message>
            <source>No engine here has models to fetch or import.</source>
            <translation>这里没有任何引擎需要下载或导入模型。</translation>
        </message>
        <message>
            <source>On disk</source>
            <translation>磁盘</translation>
        </message>
        <message>
            <source>Publisher</source>
            <translation>发布者</translation>
        </message>
        <message>
            <source>State</source>
            <translation>状态</translation>
        </message>
        <message>
            <source>Use the models of other programs where they lie</source>
            <translation>直接使用其他程序的模型</translation>
        </message>
        <message>
            <source>What its weights take, which is the size of its file. Its work takes more.</source>
            <translation>其权重所占的内存，即文件大小。运算还需更多。</translation>
        </message>
        <message>
            <source>faster copies {size}</source>
            <translation>快速副本占 {size}</translation>
        </message>
        <message>
            <source>unfinished fetches {size}</source>
            <translation>未完成的下载 {size}</translation>
        </message>
        <message>
            <source>{here} of {all} here</source>
            <translation>{here} / {all} 已有</translation>
        </message>
        <message>
            <source>{size} are free</source>
            <translation>{size} 可用</translation>
        </message>
    </context>
    <context>
        <name>ModelsWindow</name>
        <message>
            <source>Import a model</source>
            <translation>导入模型</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
    </context>
    <context>
        <name>MonitorLink</name>
        <message>
            <source>Open the &amp;monitor in the browser</source>
            <translation>在浏览器中打开监视页(&amp;M)</translation>
        </message>
    </context>
    <context>
        <name>NoGpuCard</name>
        <message>
            <source>Graphics card</source>
            <translation>显卡</translation>
        </message>
        <message>
            <source>Not available here.</source>
            <translation>在此不可用。</translation>
        </message>
    </context>
    <context>
        <name>OutputPanel</name>
        <message>
            <source>&amp;Save as…</source>
            <translation>另存为(&amp;S)…</translation>
        </message>
        <message>
            <source>AI mar&amp;k</source>
            <translation>AI 标记(&amp;K)</translation>
        </message>
        <message>
            <source>Bottom left</source>
            <translation>左下</translation>
        </message>
        <message>
            <source>Bottom right</source>
            <translation>右下</translation>
        </message>
        <message>
            <source>Choose the file to record to</source>
            <translation>选择录像文件</translation>
        </message>
        <message>
            <source>Choose where to record, and begin</source>
            <translation>选择录像位置并开始录制</translation>
        </message>
        <message>
            <source>Corner of the AI mark</source>
            <translation>AI 标记的位置</translation>
        </message>
        <message>
            <source>Cover it (safe)</source>
            <translation>遮盖（安全）</translation>
        </message>
        <message>
            <source>Covering hides your face whenever no credible swap can be shown</source>
            <translation>无法可信地换脸时，遮盖会隐藏您的脸</translation>
        </message>
        <message>
            <source>Draw a small AI mark on everything that leaves the program</source>
            <translation>在离开程序的所有画面上绘制小的 AI 标记</translation>
        </message>
        <message>
            <source>Height of the mark as a share of the picture's height</source>
            <translation>标记高度占画面高度的比例</translation>
        </message>
        <message>
            <source>Mark si&amp;ze, %</source>
            <translation>标记大小 %(&amp;Z)</translation>
        </message>
        <message>
            <source>Outputs</source>
            <translation>输出</translation>
        </message>
        <message>
            <source>Reco&amp;rding</source>
            <translation>录像(&amp;R)</translation>
        </message>
        <message>
            <source>Show my real face</source>
            <translation>显示我的真实面孔</translation>
        </message>
        <message>
            <source>Size of the AI mark in percent</source>
            <translation>AI 标记大小（百分比）</translation>
        </message>
        <message>
            <source>Top left</source>
            <translation>左上</translation>
        </message>
        <message>
            <source>Top right</source>
            <translation>右上</translation>
        </message>
        <message>
            <source>When the face can not be s&amp;wapped</source>
            <translation>无法换脸时(&amp;W)</translation>
        </message>
        <message>
            <source>When the face can not be swapped</source>
            <translation>无法换脸时</translation>
        </message>
        <message>
            <source>Write the swapped picture to an MP4 file</source>
            <translation>把换脸后的画面写入 MP4 文件</translation>
        </message>
    </context>
    <context>
        <name>OutputRow</name>
        <message>
            <source>Opening…</source>
            <translation>正在打开…</translation>
        </message>
        <message>
            <source>Waiting: {reason}</source>
            <translation>等待中：{reason}</translation>
        </message>
        <message>
            <source>live</source>
            <translation>实时画面</translation>
        </message>
        <message>
            <source>shows the card “Camera lost”</source>
            <translation>显示“摄像头已断开”画面</translation>
        </message>
        <message>
            <source>shows the card “Covered”</source>
            <translation>显示“已遮挡”画面</translation>
        </message>
        <message>
            <source>shows the card “Paused”</source>
            <translation>显示“已暂停”画面</translation>
        </message>
        <message>
            <source>shows the card “Starting”</source>
            <translation>显示“正在启动”画面</translation>
        </message>
    </context>
    <context>
        <name>PeopleWindow</name>
        <message>
            <source>&amp;Add a person</source>
            <translation>添加人物(&amp;A)</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>关闭(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Models…</source>
            <translation>模型(&amp;M)…</translation>
        </message>
        <message>
            <source>&amp;Undo changes</source>
            <translation>撤销更改(&amp;U)</translation>
        </message>
        <message>
            <source>Add photos of one person</source>
            <translation>添加同一个人的照片</translation>
        </message>
        <message>
            <source>Bring back the list as it was when this window was opened</source>
            <translation>恢复打开此窗口时的列表</translation>
        </message>
        <message>
            <source>Everybody in front of the camera can get a face of their own. A person is recognised by one or more photos; drop them on the left, and those of the face to show on the right. Changes take effect at once and are kept.</source>
            <translation>摄像头前的每个人都可以有自己的脸。程序凭一张或多张照片认出一个人：请将这些照片拖放到左侧，将要显示的脸的照片拖放到右侧。更改立即生效并会保存。</translation>
        </message>
        <message>
            <source>Fetch or import the models that are needed</source>
            <translation>下载或导入所需的模型</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>People</source>
            <translation>人物</translation>
        </message>
        <message>
            <source>Photos stay on this machine. Pictures that you take here lie in {folder}; one that you remove from the list is deleted when this window is closed.</source>
            <translation>照片只留在本机。在此拍摄的照片存放在 {folder}；从列表中移除的会在关闭此窗口时删除。</translation>
        </message>
    </context>
    <context>
        <name>PeopleWords</name>
        <message>
            <source>Looking for models…</source>
            <translation>正在查找模型…</translation>
        </message>
        <message>
            <source>The chosen engine can not tell people apart: it shows the chosen face, whoever is there.</source>
            <translation>所选引擎不能区分不同的人：无论是谁，都显示所选的脸。</translation>
        </message>
        <message>
            <source>The list counts with: {names}.</source>
            <translation>此列表对以下引擎有效：{names}。</translation>
        </message>
        <message>
            <source>The option “{option}” of the engine changes that.</source>
            <translation>引擎的选项“{option}”可以更改这一点。</translation>
        </message>
        <message>
            <source>To recognise people, the engine needs a model. {models}.</source>
            <translation>要认出不同的人，引擎需要一个模型。{models}。</translation>
        </message>
        <message>
            <source>While nobody is in the list, the chosen face is shown on everybody.</source>
            <translation>列表为空时，每个人都显示所选的脸。</translation>
        </message>
        <message>
            <source>Who is not in the list gets the face that is chosen in the window.</source>
            <translation>不在列表中的人显示主窗口中所选的脸。</translation>
        </message>
        <message>
            <source>Who is not in the list is covered.</source>
            <translation>不在列表中的人会被遮盖。</translation>
        </message>
    </context>
    <context>
        <name>Performance</name>
        <message>
            <source>Not available here</source>
            <translation>在此不可用</translation>
        </message>
        <message>
            <source>other</source>
            <translation>其他</translation>
        </message>
        <message>
            <source>together {ms} ms</source>
            <translation>合计 {ms} 毫秒</translation>
        </message>
    </context>
    <context>
        <name>PerformancePanel</name>
        <message>
            <source>All graphs as they are now, as PNG</source>
            <translation>将所有图表的当前状态保存为 PNG</translation>
        </message>
        <message>
            <source>Every value of the last two minutes, as CSV</source>
            <translation>将最近两分钟的所有数值保存为 CSV</translation>
        </message>
        <message>
            <source>Graphs of the last two minutes</source>
            <translation>最近两分钟的图表</translation>
        </message>
        <message>
            <source>Save as picture…</source>
            <translation>保存为图片…</translation>
        </message>
        <message>
            <source>Save as table…</source>
            <translation>保存为表格…</translation>
        </message>
    </context>
    <context>
        <name>PerformancePart</name>
        <message>
            <source>Performance</source>
            <translation>性能</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Save as picture</source>
            <translation>保存为图片</translation>
        </message>
        <message>
            <source>Save as table</source>
            <translation>保存为表格</translation>
        </message>
        <message>
            <source>Tables</source>
            <translation>表格</translation>
        </message>
    </context>
    <context>
        <name>PersonRow</name>
        <message>
            <source>Counts once both sides have a photo.</source>
            <translation>两侧都有照片后才生效。</translation>
        </message>
        <message>
            <source>Does not count: {reason}</source>
            <translation>未生效：{reason}</translation>
        </message>
        <message>
            <source>Person {number}</source>
            <translation>人物 {number}</translation>
        </message>
        <message>
            <source>Remove person</source>
            <translation>移除此人</translation>
        </message>
        <message>
            <source>Remove person {number}</source>
            <translation>移除人物 {number}</translation>
        </message>
    </context>
    <context>
        <name>PhotoDialog</name>
        <message>
            <source>&amp;Take the photo</source>
            <translation>拍照(&amp;T)</translation>
        </message>
        <message>
            <source>&amp;Use it</source>
            <translation>使用(&amp;U)</translation>
        </message>
        <message>
            <source>A face was found.</source>
            <translation>已找到人脸。</translation>
        </message>
        <message>
            <source>A&amp;gain</source>
            <translation>重拍(&amp;G)</translation>
        </message>
        <message>
            <source>Ca&amp;mera</source>
            <translation>摄像头(&amp;M)</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>摄像头</translation>
        </message>
        <message>
            <source>Looking for a face…</source>
            <translation>正在查找人脸…</translation>
        </message>
        <message>
            <source>No camera was found.</source>
            <translation>没有找到摄像头。</translation>
        </message>
        <message>
            <source>Plug one in, or add a photo from a file.</source>
            <translation>请插上摄像头，或从文件添加照片。</translation>
        </message>
        <message>
            <source>Take a photo</source>
            <translation>拍照</translation>
        </message>
        <message>
            <source>The photo</source>
            <translation>照片</translation>
        </message>
    </context>
    <context>
        <name>PhotoSide</name>
        <message>
            <source>Add photos…</source>
            <translation>添加照片…</translation>
        </message>
        <message>
            <source>Choose one of the faces in the window</source>
            <translation>从主窗口的人脸中选择一个</translation>
        </message>
        <message>
            <source>Drop photos of one person here</source>
            <translation>将同一个人的照片拖放到此处</translation>
        </message>
        <message>
            <source>From the faces…</source>
            <translation>从人脸中选…</translation>
        </message>
        <message>
            <source>Keep what the camera sees now as a photo of this person, on this machine only</source>
            <translation>把摄像头现在拍到的画面存为此人的照片，仅保存在本机</translation>
        </message>
        <message>
            <source>Photos of one person. Drop photos here; Delete removes them.</source>
            <translation>同一个人的照片。可将照片拖放到此处；按 Delete 键移除。</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Take a picture</source>
            <translation>拍一张</translation>
        </message>
        <message>
            <source>Take the chosen photos off; files of your own stay</source>
            <translation>移除所选照片；您自己的文件会保留</translation>
        </message>
        <message>
            <source>The face to show</source>
            <translation>要显示的脸</translation>
        </message>
        <message>
            <source>Who is in front of the camera</source>
            <translation>摄像头前的人</translation>
        </message>
        <message>
            <source>{name}, can not be used</source>
            <translation>{name}，无法使用</translation>
        </message>
    </context>
    <context>
        <name>PortRow</name>
        <message>
            <source>Any free one</source>
            <translation>任意空闲端口</translation>
        </message>
        <message>
            <source>Asks the service as another program would</source>
            <translation>像其他程序那样向服务发出请求</translation>
        </message>
        <message>
            <source>At another port</source>
            <translation>在其他端口</translation>
        </message>
        <message>
            <source>Change</source>
            <translation>更改</translation>
        </message>
        <message>
            <source>Free it…</source>
            <translation>释放端口…</translation>
        </message>
        <message>
            <source>Held</source>
            <translation>被占用</translation>
        </message>
        <message>
            <source>In another copy</source>
            <translation>在另一份程序中</translation>
        </message>
        <message>
            <source>Monitor page (monitor)</source>
            <translation>监视页 (monitor)</translation>
        </message>
        <message>
            <source>Not looked yet</source>
            <translation>尚未查看</translation>
        </message>
        <message>
            <source>Not served</source>
            <translation>未提供服务</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>已关闭</translation>
        </message>
        <message>
            <source>Port {port} is free again.</source>
            <translation>端口 {port} 已重新空闲。</translation>
        </message>
        <message>
            <source>Port {port} is held by {who}</source>
            <translation>端口 {port} 的占用者：{who}</translation>
        </message>
        <message>
            <source>Programs and scripts (api)</source>
            <translation>程序和脚本 (api)</translation>
        </message>
        <message>
            <source>Real port: {port}
{address}</source>
            <translation>实际端口：{port}
{address}</translation>
        </message>
        <message>
            <source>Served</source>
            <translation>正在提供服务</translation>
        </message>
        <message>
            <source>Served by {who}</source>
            <translation>提供服务者：{who}</translation>
        </message>
        <message>
            <source>Shows which process holds the port, and ends it if you agree</source>
            <translation>显示哪个进程占用着该端口，经您同意后结束它</translation>
        </message>
        <message>
            <source>Test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>The service moves to the port at once</source>
            <translation>服务会立即改用该端口</translation>
        </message>
        <message>
            <source>Wanted port</source>
            <translation>所需端口</translation>
        </message>
        <message>
            <source>a process that the system does not name</source>
            <translation>系统未说明的进程</translation>
        </message>
        <message>
            <source>another user's process</source>
            <translation>另一个用户的进程</translation>
        </message>
        <message>
            <source>this program</source>
            <translation>本程序</translation>
        </message>
    </context>
    <context>
        <name>PortalBackend</name>
        <message>
            <source>Cover the picture, or show it again</source>
            <translation>遮盖画面，或重新显示画面</translation>
        </message>
    </context>
    <context>
        <name>PortsPanel</name>
        <message>
            <source>Else take the next free port</source>
            <translation>否则使用下一个空闲端口</translation>
        </message>
        <message>
            <source>Look again</source>
            <translation>重新查看</translation>
        </message>
        <message>
            <source>Where a wanted port is held; otherwise the service does not start until it is free</source>
            <translation>用于所需端口被占用时；否则，服务要等该端口空闲后才会启动</translation>
        </message>
        <message>
            <source>Where other programs and a browser reach Understudy on this machine.</source>
            <translation>其他程序和浏览器在本机上访问 Understudy 的地址。</translation>
        </message>
    </context>
    <context>
        <name>PortsPart</name>
        <message>
            <source>Ports</source>
            <translation>端口</translation>
        </message>
    </context>
    <context>
        <name>PreviewWidget</name>
        <message>
            <source>Before: your own face, only in this window</source>
            <translation>原图：您自己的脸，仅在此窗口中可见</translation>
        </message>
        <message>
            <source>Choose a face and a source, then press Start.</source>
            <translation>选择人脸和画面来源，然后点击“开始”。</translation>
        </message>
        <message>
            <source>Covered by you</source>
            <translation>您已遮盖</translation>
        </message>
        <message>
            <source>Covered: no swapped face to show</source>
            <translation>已遮盖：没有可显示的换脸画面</translation>
        </message>
        <message>
            <source>Loading</source>
            <translation>正在加载</translation>
        </message>
        <message>
            <source>Preview</source>
            <translation>预览</translation>
        </message>
        <message>
            <source>The picture that leaves the program. Hold Space to see your own face.</source>
            <translation>程序输出的画面。按住空格键可查看您自己的脸。</translation>
        </message>
        <message>
            <source>The program could not be loaded.</source>
            <translation>程序未能加载。</translation>
        </message>
    </context>
    <context>
        <name>ProcessorCard</name>
        <message>
            <source>Processor ({cores} cores)</source>
            <translation>处理器（{cores} 核）</translation>
        </message>
        <message>
            <source>all {percent} %</source>
            <translation>全部 {percent}%</translation>
        </message>
        <message>
            <source>own {percent} %</source>
            <translation>本程序 {percent}%</translation>
        </message>
    </context>
    <context>
        <name>ProgramLicenceDialog</name>
        <message>
            <source>&amp;Agree</source>
            <translation>同意(&amp;A)</translation>
        </message>
        <message>
            <source>I have read the &amp;licence and agree to it.</source>
            <translation>我已阅读并同意此许可证(&amp;L)。</translation>
        </message>
        <message>
            <source>Its licence: {licence}</source>
            <translation>许可证：{licence}</translation>
        </message>
        <message>
            <source>Licence of {program}</source>
            <translation>{program} 的许可证</translation>
        </message>
        <message>
            <source>There is no {file} in its folder.</source>
            <translation>其文件夹中没有 {file}。</translation>
        </message>
        <message>
            <source>This program is not a part of Understudy and is not changed. It runs in its own process, from {folder}</source>
            <translation>此程序不属于 Understudy，也不会被改动。它在自己的进程中运行，位于 {folder}</translation>
        </message>
    </context>
    <context>
        <name>Progress</name>
        <message>
            <source>Loading the engine</source>
            <translation>正在加载引擎</translation>
        </message>
        <message>
            <source>Loading the face detector</source>
            <translation>正在加载人脸检测器</translation>
        </message>
        <message>
            <source>Loading the face detector and the face mesh</source>
            <translation>正在加载人脸检测器和人脸网格</translation>
        </message>
        <message>
            <source>Loading the face mesh</source>
            <translation>正在加载人脸网格</translation>
        </message>
        <message>
            <source>Loading the int8 copy of {file}</source>
            <translation>正在加载 {file} 的 int8 副本</translation>
        </message>
        <message>
            <source>Loading the program</source>
            <translation>正在加载程序</translation>
        </message>
        <message>
            <source>Loading {file}</source>
            <translation>正在加载 {file}</translation>
        </message>
        <message>
            <source>Loading {file}, and running it once to warm it up</source>
            <translation>正在加载 {file}，并试运行一次</translation>
        </message>
        <message>
            <source>Loading {file}; TensorRT compiles it for this card the first time: minutes</source>
            <translation>正在加载 {file}；TensorRT 首次要为这块显卡编译它，需要几分钟</translation>
        </message>
        <message>
            <source>Opening the source</source>
            <translation>正在打开画面来源</translation>
        </message>
        <message>
            <source>Preparing masks</source>
            <translation>正在准备遮罩</translation>
        </message>
        <message>
            <source>Preparing the compiled loops (the first time this takes some seconds)</source>
            <translation>正在准备编译的循环（首次需要几秒钟）</translation>
        </message>
        <message>
            <source>Reading the face</source>
            <translation>正在读取人脸</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>Starting</source>
            <translation>正在启动</translation>
        </message>
    </context>
    <context>
        <name>ProjectorPart</name>
        <message>
            <source>&amp;Output window</source>
            <translation>输出窗口(&amp;O)</translation>
        </message>
        <message>
            <source>Output window without a f&amp;rame</source>
            <translation>无边框的输出窗口(&amp;R)</translation>
        </message>
        <message>
            <source>Shows only what leaves, for OBS to capture: “{title}”</source>
            <translation>只显示输出的画面，供 OBS 捕获：“{title}”</translation>
        </message>
    </context>
    <context>
        <name>PutModelDialog</name>
        <message>
            <source>&amp;Copy it: takes {size}</source>
            <translation>复制：占用 {size}(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Link it: takes no space, but both are one file</source>
            <translation>链接：不占空间，但两者是同一个文件(&amp;L)</translation>
        </message>
        <message>
            <source>&amp;Put it there</source>
            <translation>放入(&amp;P)</translation>
        </message>
        <message>
            <source>Put a model there</source>
            <translation>放入模型</translation>
        </message>
        <message>
            <source>{source}
goes to
{target}</source>
            <translation>{source}
将放到
{target}</translation>
        </message>
    </context>
    <context>
        <name>RateCard</name>
        <message>
            <source>Pictures per second</source>
            <translation>每秒帧数</translation>
        </message>
        <message>
            <source>{fps} fps</source>
            <translation>{fps} fps</translation>
        </message>
    </context>
    <context>
        <name>RateLabel</name>
        <message>
            <source>Expected rate</source>
            <translation>预期速度</translation>
        </message>
        <message>
            <source>For live use choose {mesh}.</source>
            <translation>实时使用请选择 {mesh}。</translation>
        </message>
        <message>
            <source>For live use without a graphics card choose {mesh}.</source>
            <translation>没有显卡而要实时使用时，请选择 {mesh}。</translation>
        </message>
        <message>
            <source>How many pictures a second {model} makes here is known after its first run.</source>
            <translation>{model} 在本机每秒能处理多少帧，首次运行后才能知道。</translation>
        </message>
        <message>
            <source>Without a graphics card these models are seldom live: choose {mesh} then.</source>
            <translation>没有显卡时，这类模型很少能达到实时：此时请选择 {mesh}。</translation>
        </message>
        <message>
            <source>the processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>the processor (int8 copy)</source>
            <translation>处理器（int8 副本）</translation>
        </message>
        <message>
            <source>the processor ({library})</source>
            <translation>处理器（{library}）</translation>
        </message>
        <message>
            <source>{model} on {where}: about {fps} pictures a second here.</source>
            <translation>{model} 运行于{where}：本机每秒约 {fps} 帧。</translation>
        </message>
    </context>
    <context>
        <name>ServiceDialog</name>
        <message>
            <source>&amp;Copy</source>
            <translation>复制(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Make a token</source>
            <translation>创建令牌(&amp;M)</translation>
        </message>
        <message>
            <source>&amp;Revoke</source>
            <translation>吊销(&amp;R)</translation>
        </message>
        <message>
            <source>&amp;Serve programs on this machine</source>
            <translation>为本机上的程序提供服务(&amp;S)</translation>
        </message>
        <message>
            <source>Admin: everything</source>
            <translation>管理员：可做一切</translation>
        </message>
        <message>
            <source>Last used</source>
            <translation>上次使用</translation>
        </message>
        <message>
            <source>Local service</source>
            <translation>本地服务</translation>
        </message>
        <message>
            <source>Made</source>
            <translation>创建时间</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Name of a new token</source>
            <translation>新令牌的名称</translation>
        </message>
        <message>
            <source>Name, such as stream deck</source>
            <translation>名称，例如 stream deck</translation>
        </message>
        <message>
            <source>Operator: steers, sees the picture</source>
            <translation>操作员：可控制，可看到画面</translation>
        </message>
        <message>
            <source>Others in your network can reach it, by the ports of {addresses}. Only tokens keep them out.</source>
            <translation>您网络中的其他人可以通过 {addresses} 的端口访问它。只有令牌能将他们挡在外面。</translation>
        </message>
        <message>
            <source>Programs elsewhere know it by the SHA-256 of its certificate: {digits}</source>
            <translation>别处的程序凭其证书的 SHA-256 来辨认它：{digits}</translation>
        </message>
        <message>
            <source>Programs on this machine reach it at {addresses}.</source>
            <translation>本机上的程序可通过 {addresses} 访问它。</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>角色</translation>
        </message>
        <message>
            <source>Role of a new token</source>
            <translation>新令牌的角色</translation>
        </message>
        <message>
            <source>Serve the local &amp;network, too (encrypted)</source>
            <translation>也为本地网络提供服务（加密）(&amp;N)</translation>
        </message>
        <message>
            <source>Show the &amp;picture that leaves to those who have a token</source>
            <translation>向持有令牌者显示输出的画面(&amp;P)</translation>
        </message>
        <message>
            <source>The new token</source>
            <translation>新令牌</translation>
        </message>
        <message>
            <source>The service is starting.</source>
            <translation>服务正在启动。</translation>
        </message>
        <message>
            <source>The service is switched off.</source>
            <translation>服务已关闭。</translation>
        </message>
        <message>
            <source>This token is shown only now. Copy it to the program that shall use it.</source>
            <translation>此令牌只在现在显示。请将它复制到要使用它的程序中。</translation>
        </message>
        <message>
            <source>Tokens</source>
            <translation>令牌</translation>
        </message>
        <message>
            <source>Tokens: who may use it</source>
            <translation>令牌：谁可以使用本服务</translation>
        </message>
        <message>
            <source>Viewer: sees how it is doing</source>
            <translation>查看者：可查看运行状态</translation>
        </message>
        <message>
            <source>never</source>
            <translation>从未</translation>
        </message>
    </context>
    <context>
        <name>ServicePart</name>
        <message>
            <source>Local ser&amp;vice…</source>
            <translation>本地服务(&amp;V)…</translation>
        </message>
        <message>
            <source>OPEN TO YOUR NETWORK</source>
            <translation>已向您的网络开放</translation>
        </message>
        <message>
            <source>Others in your network can reach the local service. Only tokens keep them out.</source>
            <translation>您网络中的其他人可以访问本地服务。只有令牌能将他们挡在外面。</translation>
        </message>
    </context>
    <context>
        <name>SetupWizard</name>
        <message>
            <source>&amp;Back</source>
            <translation>上一步(&amp;B)</translation>
        </message>
        <message>
            <source>&amp;Close</source>
            <translation>关闭(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Next</source>
            <translation>下一步(&amp;N)</translation>
        </message>
        <message>
            <source>&amp;Start</source>
            <translation>开始(&amp;S)</translation>
        </message>
        <message>
            <source>S&amp;kip this step</source>
            <translation>跳过此步(&amp;K)</translation>
        </message>
        <message>
            <source>Set up Understudy</source>
            <translation>Understudy 设置向导</translation>
        </message>
        <message>
            <source>{title}: {page} ({number} of {all})</source>
            <translation>{title}：{page}（{number}/{all}）</translation>
        </message>
    </context>
    <context>
        <name>SourceBar</name>
        <message>
            <source>&amp;Open file…</source>
            <translation>打开文件(&amp;O)…</translation>
        </message>
        <message>
            <source>Camera</source>
            <translation>摄像头</translation>
        </message>
        <message>
            <source>Camera {number}</source>
            <translation>摄像头 {number}</translation>
        </message>
        <message>
            <source>Demo clip</source>
            <translation>演示视频</translation>
        </message>
        <message>
            <source>Given by {name}: {given} {format}. Asked for: {wanted}</source>
            <translation>由 {name} 提供：{given} {format}。请求的是：{wanted}</translation>
        </message>
        <message>
            <source>M&amp;irror</source>
            <translation>镜像(&amp;I)</translation>
        </message>
        <message>
            <source>Mode, exposure, focus and more of this camera (Ctrl+Shift+C)</source>
            <translation>此摄像头的模式、曝光、对焦等（Ctrl+Shift+C）</translation>
        </message>
        <message>
            <source>Open a video or an image</source>
            <translation>打开视频或图片</translation>
        </message>
        <message>
            <source>Set the camera</source>
            <translation>设置摄像头</translation>
        </message>
        <message>
            <source>Show the picture in this window as a mirror does; what leaves is not flipped</source>
            <translation>在本窗口中像镜子一样显示画面；输出的画面不会翻转</translation>
        </message>
        <message>
            <source>Size and rate to ask of the camera</source>
            <translation>向摄像头请求的尺寸和帧率</translation>
        </message>
        <message>
            <source>So&amp;urce</source>
            <translation>来源(&amp;U)</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Take the picture from a video or an image</source>
            <translation>从视频或图片获取画面</translation>
        </message>
        <message>
            <source>{camera} (not found)</source>
            <translation>{camera}（未找到）</translation>
        </message>
        <message>
            <source>{given} (wanted: {wanted})</source>
            <translation>{given}（请求的是：{wanted}）</translation>
        </message>
        <message>
            <source>{size} (not offered)</source>
            <translation>{size}（不提供）</translation>
        </message>
        <message>
            <source>{size} · {fps} fps</source>
            <translation>{size} · {fps} fps</translation>
        </message>
    </context>
    <context>
        <name>Stages</name>
        <message>
            <source>blend</source>
            <translation>融合</translation>
        </message>
        <message>
            <source>detect</source>
            <translation>检测</translation>
        </message>
        <message>
            <source>guard</source>
            <translation>防护</translation>
        </message>
        <message>
            <source>label</source>
            <translation>标记</translation>
        </message>
        <message>
            <source>landmarks</source>
            <translation>关键点</translation>
        </message>
        <message>
            <source>output</source>
            <translation>输出</translation>
        </message>
        <message>
            <source>read</source>
            <translation>读取</translation>
        </message>
        <message>
            <source>warp</source>
            <translation>变形</translation>
        </message>
    </context>
    <context>
        <name>StagesCard</name>
        <message>
            <source>Stages of a picture, in ms</source>
            <translation>每帧各阶段用时（毫秒）</translation>
        </message>
    </context>
    <context>
        <name>StartButton</name>
        <message>
            <source>Ctrl+R or F5</source>
            <translation>Ctrl+R 或 F5</translation>
        </message>
        <message>
            <source>S&amp;tart</source>
            <translation>开始(&amp;T)</translation>
        </message>
        <message>
            <source>S&amp;top</source>
            <translation>停止(&amp;T)</translation>
        </message>
        <message>
            <source>Stopping…</source>
            <translation>正在停止…</translation>
        </message>
    </context>
    <context>
        <name>StatusBar</name>
        <message>
            <source>Age {ms} ms</source>
            <translation>延迟 {ms} 毫秒</translation>
        </message>
        <message>
            <source>COVERED BY YOU</source>
            <translation>您已遮盖画面</translation>
        </message>
        <message>
            <source>Covered {count}</source>
            <translation>遮盖 {count}</translation>
        </message>
        <message>
            <source>Dropped {count}</source>
            <translation>丢帧 {count}</translation>
        </message>
        <message>
            <source>Getting ready</source>
            <translation>正在准备</translation>
        </message>
        <message>
            <source>Loading</source>
            <translation>正在加载</translation>
        </message>
        <message>
            <source>Pictures in which the face was hidden, or the last good one held</source>
            <translation>隐藏了人脸或保持上一张好画面的帧数</translation>
        </message>
        <message>
            <source>Pictures of the source that a newer one overtook</source>
            <translation>被更新的画面取代而丢弃的帧数</translation>
        </message>
        <message>
            <source>Pictures per second that leave</source>
            <translation>每秒输出的帧数</translation>
        </message>
        <message>
            <source>REAL FACE CAN BE SEEN</source>
            <translation>真实面孔可能外泄</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>Running</source>
            <translation>运行中</translation>
        </message>
        <message>
            <source>State of the run</source>
            <translation>运行状态</translation>
        </message>
        <message>
            <source>Stopped by an error</source>
            <translation>因错误停止</translation>
        </message>
        <message>
            <source>Stopping</source>
            <translation>正在停止</translation>
        </message>
        <message>
            <source>Time from the camera having a picture to its being sent</source>
            <translation>从摄像头获得画面到发送的时间</translation>
        </message>
        <message>
            <source>What the networks run on</source>
            <translation>神经网络的运行设备</translation>
        </message>
        <message>
            <source>{fps} fps</source>
            <translation>{fps} fps</translation>
        </message>
    </context>
    <context>
        <name>StreamRow</name>
        <message>
            <source>Address of the network stream</source>
            <translation>网络流的地址</translation>
        </message>
        <message>
            <source>Send the swapped picture to OBS, VLC or another player, here or in your own network (H.264, UDP)</source>
            <translation>把换脸后的画面发送到 OBS、VLC 或其他播放器，可在本机或您自己的网络中（H.264，UDP）</translation>
        </message>
        <message>
            <source>Stream &amp;by network</source>
            <translation>网络流(&amp;B)</translation>
        </message>
        <message>
            <source>udp://HOST:PORT of this machine, of one in your network, or of a multicast group</source>
            <translation>本机、您网络中某台机器或组播组的 udp://HOST:PORT</translation>
        </message>
    </context>
    <context>
        <name>SummaryPage</name>
        <message>
            <source>Camera</source>
            <translation>摄像头</translation>
        </message>
        <message>
            <source>Engine</source>
            <translation>引擎</translation>
        </message>
        <message>
            <source>Face</source>
            <translation>人脸</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>正在查找…</translation>
        </message>
        <message>
            <source>Made.</source>
            <translation>已作出。</translation>
        </message>
        <message>
            <source>Not made: only the preview in the main window works.</source>
            <translation>未作出：只能使用主窗口中的预览。</translation>
        </message>
        <message>
            <source>Not set up: other programs do not see the picture yet. Recording works without it.</source>
            <translation>尚未设置：其他程序还看不到画面。录像不需要它。</translation>
        </message>
        <message>
            <source>Open in the &amp;tray at login</source>
            <translation>登录时在托盘中启动(&amp;T)</translation>
        </message>
        <message>
            <source>Ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>Statement</source>
            <translation>声明</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>摘要</translation>
        </message>
        <message>
            <source>Switched on.</source>
            <translation>已打开。</translation>
        </message>
        <message>
            <source>There, and switched off.</source>
            <translation>已就绪，未打开。</translation>
        </message>
        <message>
            <source>This is what was chosen. Everything can be changed in the main window later.</source>
            <translation>以下是您的选择。以后都可以在主窗口中更改。</translation>
        </message>
        <message>
            <source>Virtual camera</source>
            <translation>虚拟摄像头</translation>
        </message>
        <message>
            <source>“Start” begins at once; “Close” leaves that to you.</source>
            <translation>点击“开始”会立即开始；点击“关闭”则由您稍后开始。</translation>
        </message>
    </context>
    <context>
        <name>TaskRow</name>
        <message>
            <source>At work</source>
            <translation>处理中</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Cancel {name}</source>
            <translation>取消 {name}</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>已取消</translation>
        </message>
        <message>
            <source>Done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>Loads the engine</source>
            <translation>正在加载引擎</translation>
        </message>
        <message>
            <source>Open folder</source>
            <translation>打开文件夹</translation>
        </message>
        <message>
            <source>Open the folder of {name}</source>
            <translation>打开 {name} 所在的文件夹</translation>
        </message>
        <message>
            <source>Opens the folder of the result</source>
            <translation>打开结果所在的文件夹</translation>
        </message>
        <message>
            <source>Progress of {name}</source>
            <translation>{name} 的进度</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Remove {name} from the list</source>
            <translation>从列表中移除 {name}</translation>
        </message>
        <message>
            <source>Waits</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>Writes the result</source>
            <translation>正在写入结果</translation>
        </message>
        <message>
            <source>{all} pictures, in {swapped} of them a face was swapped</source>
            <translation>共 {all} 帧，其中 {swapped} 帧换了脸</translation>
        </message>
        <message>
            <source>{done} of {all} pictures</source>
            <translation>{done} / {all} 帧</translation>
        </message>
        <message>
            <source>{fps} a second, {time} left</source>
            <translation>每秒 {fps} 帧，{time} 后完成</translation>
        </message>
    </context>
    <context>
        <name>TasksPanel</name>
        <message>
            <source>Add files…</source>
            <translation>添加文件…</translation>
        </message>
        <message>
            <source>Nothing waits. Drop images or videos here.</source>
            <translation>没有等待中的任务。可将图片或视频拖放到此处。</translation>
        </message>
        <message>
            <source>Remove finished</source>
            <translation>移除已结束的任务</translation>
        </message>
        <message>
            <source>Swaps the faces of images and videos in the background, with the face and engine chosen now. What the program's end cuts off goes on at its next start.</source>
            <translation>使用当前所选的人脸和引擎，在后台为图片和视频换脸。因程序结束而中断的任务，会在下次启动时继续。</translation>
        </message>
        <message>
            <source>Takes all that are over out of the list; results in your folders stay</source>
            <translation>从列表中移除所有已结束的任务；您文件夹中的结果会保留</translation>
        </message>
        <message>
            <source>Tasks</source>
            <translation>任务</translation>
        </message>
        <message>
            <source>The guard lets real faces through: faces that can not be swapped will be seen in results.</source>
            <translation>防护已设为放行真实面孔：无法替换的人脸会出现在结果中。</translation>
        </message>
    </context>
    <context>
        <name>TasksPart</name>
        <message>
            <source>Add videos and images</source>
            <translation>添加视频和图片</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Images</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>Remove a task</source>
            <translation>移除任务</translation>
        </message>
        <message>
            <source>Remove {name} and delete its result?</source>
            <translation>要移除 {name} 并删除其结果吗？</translation>
        </message>
        <message>
            <source>Tasks</source>
            <translation>任务</translation>
        </message>
        <message>
            <source>The result was made for another program and lies in no folder of yours.</source>
            <translation>该结果是为另一个程序生成的，不在您的任何文件夹中。</translation>
        </message>
        <message>
            <source>Videos</source>
            <translation>视频</translation>
        </message>
        <message>
            <source>Videos and images</source>
            <translation>视频和图片</translation>
        </message>
    </context>
    <context>
        <name>TopicBox</name>
        <message>
            <source>Checking…</source>
            <translation>正在检查…</translation>
        </message>
        <message>
            <source>Not checked yet</source>
            <translation>尚未检查</translation>
        </message>
    </context>
    <context>
        <name>Tray</name>
        <message>
            <source>&amp;Go on in the tray</source>
            <translation>在托盘中继续运行(&amp;G)</translation>
        </message>
        <message>
            <source>&amp;Quit</source>
            <translation>退出(&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Remember, and do not ask again</source>
            <translation>记住选择，不再询问(&amp;R)</translation>
        </message>
        <message>
            <source>Close the window</source>
            <translation>关闭窗口</translation>
        </message>
        <message>
            <source>Loading</source>
            <translation>正在加载</translation>
        </message>
        <message>
            <source>Loading: {step}</source>
            <translation>正在加载：{step}</translation>
        </message>
        <message>
            <source>Running, {fps} pictures per second</source>
            <translation>运行中，每秒 {fps} 帧</translation>
        </message>
        <message>
            <source>Shall Understudy go on in the tray?</source>
            <translation>要让 Understudy 在托盘中继续运行吗？</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>Stopped by an error</source>
            <translation>因错误停止</translation>
        </message>
        <message>
            <source>Stopped, and covered by you</source>
            <translation>已停止，且您已遮盖画面</translation>
        </message>
        <message>
            <source>Stopping</source>
            <translation>正在停止</translation>
        </message>
        <message>
            <source>Then other programs keep the camera. The icon in the tray shows how it is doing; its menu opens the window again, covers and quits.</source>
            <translation>这样其他程序可以继续使用摄像头。托盘中的图标会显示运行状态；通过其菜单可以重新打开窗口、遮盖画面和退出。</translation>
        </message>
        <message>
            <source>Virtual camera off</source>
            <translation>虚拟摄像头已关闭</translation>
        </message>
        <message>
            <source>Virtual camera on</source>
            <translation>虚拟摄像头已打开</translation>
        </message>
        <message>
            <source>YOUR REAL FACE CAN BE SEEN when it is not swapped</source>
            <translation>未换脸时，您的真实面孔可能外泄</translation>
        </message>
        <message>
            <source>You covered the picture</source>
            <translation>您遮盖了画面</translation>
        </message>
        <message>
            <source>Your face can not be swapped now: it is covered</source>
            <translation>现在无法换脸：您的脸已被遮盖</translation>
        </message>
    </context>
    <context>
        <name>TrayMenu</name>
        <message>
            <source>&amp;Cover now</source>
            <translation>立即遮盖(&amp;C)</translation>
        </message>
        <message>
            <source>&amp;Engine</source>
            <translation>引擎(&amp;E)</translation>
        </message>
        <message>
            <source>&amp;Face</source>
            <translation>人脸(&amp;F)</translation>
        </message>
        <message>
            <source>&amp;Quit Understudy</source>
            <translation>退出 Understudy(&amp;Q)</translation>
        </message>
        <message>
            <source>&amp;Virtual camera</source>
            <translation>虚拟摄像头(&amp;V)</translation>
        </message>
        <message>
            <source>Hide the &amp;window</source>
            <translation>隐藏窗口(&amp;W)</translation>
        </message>
        <message>
            <source>Open here at &amp;login</source>
            <translation>登录时在此启动(&amp;L)</translation>
        </message>
        <message>
            <source>Open the &amp;window</source>
            <translation>打开窗口(&amp;W)</translation>
        </message>
        <message>
            <source>S&amp;tart</source>
            <translation>开始(&amp;T)</translation>
        </message>
        <message>
            <source>S&amp;top</source>
            <translation>停止(&amp;T)</translation>
        </message>
        <message>
            <source>Stay &amp;here when the window is closed</source>
            <translation>关闭窗口后留在此处(&amp;H)</translation>
        </message>
        <message>
            <source>{count} more in the window</source>
            <translation>窗口中还有 {count} 个</translation>
        </message>
    </context>
    <context>
        <name>VirtualCameraPage</name>
        <message>
            <source>In the other program choose the camera Understudy. A program that was open before the camera was set up has to be started again to see it.</source>
            <translation>请在其他程序中选择摄像头 Understudy。如果某个程序在设置摄像头之前就已打开，需要重新启动才能看到它。</translation>
        </message>
        <message>
            <source>Looking…</source>
            <translation>正在查找…</translation>
        </message>
        <message>
            <source>Setting it up</source>
            <translation>设置虚拟摄像头</translation>
        </message>
        <message>
            <source>Switch the &amp;virtual camera on, now and with every start</source>
            <translation>现在以及每次启动时打开虚拟摄像头(&amp;V)</translation>
        </message>
        <message>
            <source>The camera that other programs see</source>
            <translation>其他程序看到的摄像头</translation>
        </message>
        <message>
            <source>This machine has a virtual camera that you may not use. This step helps:</source>
            <translation>本机有虚拟摄像头，但您无权使用。可以尝试这一步：</translation>
        </message>
        <message>
            <source>This machine has a virtual camera, but you may not use it yet:</source>
            <translation>本机有虚拟摄像头，但您还不能使用：</translation>
        </message>
        <message>
            <source>This machine has a virtual camera. Where a program does not see it, this step helps:</source>
            <translation>本机有虚拟摄像头。如果某个程序看不到它，可以尝试这一步：</translation>
        </message>
        <message>
            <source>This machine has a virtual camera: nothing has to be set up.</source>
            <translation>本机有虚拟摄像头：无需设置。</translation>
        </message>
        <message>
            <source>This machine has no virtual camera yet. One step sets it up:</source>
            <translation>本机还没有虚拟摄像头。只需一步即可设置：</translation>
        </message>
        <message>
            <source>This machine has no virtual camera, and the program can not set one up:</source>
            <translation>本机没有虚拟摄像头，程序也无法设置：</translation>
        </message>
        <message>
            <source>Virtual camera</source>
            <translation>虚拟摄像头</translation>
        </message>
        <message>
            <source>Whether this machine has a virtual camera is not known yet:</source>
            <translation>尚不知道本机是否有虚拟摄像头：</translation>
        </message>
        <message>
            <source>Zoom, Teams, Discord, OBS and browsers get the picture as a camera called Understudy. The system has to know such a camera once.</source>
            <translation>Zoom、Teams、Discord、OBS 和浏览器会通过名为 Understudy 的摄像头得到画面。系统需要先认识这个摄像头，只需设置一次。</translation>
        </message>
    </context>
    <context>
        <name>WelcomePage</name>
        <message>
            <source>Everything is computed on this machine. No picture and no photo is sent anywhere.</source>
            <translation>所有计算都在本机进行。不会向任何地方发送画面和照片。</translation>
        </message>
        <message>
            <source>One statement, asked once</source>
            <translation>一项声明，只问一次</translation>
        </message>
        <message>
            <source>Understudy puts a face that you choose over your own, live, and hands the picture to every other program as a camera. The next steps set that up; each can be skipped, and Help brings it back.</source>
            <translation>Understudy 把您选择的脸实时换到自己脸上，并把画面作为摄像头提供给其他所有程序。接下来的几步会完成设置；每一步都可以跳过，以后也可从“帮助”菜单重新打开。</translation>
        </message>
        <message>
            <source>Until you do, only the preview in the program's own window works.</source>
            <translation>在您同意之前，只能使用程序自己窗口中的预览。</translation>
        </message>
        <message>
            <source>Welcome</source>
            <translation>欢迎</translation>
        </message>
        <message>
            <source>Welcome to Understudy</source>
            <translation>欢迎使用 Understudy</translation>
        </message>
        <message>
            <source>What leaves carries a small mark that says it was made by AI.</source>
            <translation>输出的画面带有一个小标记，说明它由 AI 制作。</translation>
        </message>
        <message>
            <source>When your face can not be swapped, the picture is covered: others do not see your own face.</source>
            <translation>无法换脸时，画面会被遮盖：其他人看不到您自己的脸。</translation>
        </message>
        <message>
            <source>You stated this on {date}.</source>
            <translation>您已于 {date} 作出此声明。</translation>
        </message>
    </context>
    <context>
        <name>WhichModelDialog</name>
        <message>
            <source>&amp;Import</source>
            <translation>导入(&amp;I)</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Only whether it is a whole ONNX file can be seen now. An engine that is given another model than it asked for says so when it starts.</source>
            <translation>现在只能看出它是不是完整的 ONNX 文件。如果不是引擎所要的模型，引擎会在启动时说明。</translation>
        </message>
        <message>
            <source>The name {name} does not tell which model this is. Choose it:</source>
            <translation>从名称 {name} 看不出这是哪个模型。请选择：</translation>
        </message>
        <message>
            <source>Which model is this?</source>
            <translation>这是哪个模型？</translation>
        </message>
    </context>
    <context>
        <name>engine.deep_live_cam</name>
        <message>
            <source>All faces</source>
            <translation>所有人脸</translation>
        </message>
        <message>
            <source>Deep-Live-Cam</source>
            <translation>Deep-Live-Cam</translation>
        </message>
        <message>
            <source>Deep-Live-Cam from a folder of yours, in its own Python. It swaps the leftmost face, or all of them, with inswapper.</source>
            <translation>使用您文件夹中的 Deep-Live-Cam，在其自己的 Python 中运行。用 inswapper 替换最左边的脸或所有的脸。</translation>
        </message>
        <message>
            <source>Every face in the picture is swapped. Otherwise the leftmost one is, and the others are covered.</source>
            <translation>替换画面中的每张脸。否则只替换最左边的一张，其他人的脸会被遮盖。</translation>
        </message>
        <message>
            <source>How far the new face is sharpened.</source>
            <translation>新面孔的锐化程度。</translation>
        </message>
        <message>
            <source>How much of the new face is seen. Below 1 your own face shines through, and people can recognise you.</source>
            <translation>新面孔的可见程度。小于 1 时会透出您自己的脸，别人可能认出您。</translation>
        </message>
        <message>
            <source>Keep my mouth</source>
            <translation>保留我的嘴</translation>
        </message>
        <message>
            <source>Lays the picture before over each one, with the weight below.</source>
            <translation>按下面的权重，把上一帧叠加到每一帧上。</translation>
        </message>
        <message>
            <source>Opacity</source>
            <translation>不透明度</translation>
        </message>
        <message>
            <source>Poisson blending</source>
            <translation>泊松融合</translation>
        </message>
        <message>
            <source>Sharpness</source>
            <translation>锐度</translation>
        </message>
        <message>
            <source>Size of the mouth</source>
            <translation>嘴部范围</translation>
        </message>
        <message>
            <source>Steady the picture</source>
            <translation>稳定画面</translation>
        </message>
        <message>
            <source>The new face takes on the light at its edge. Takes much longer.</source>
            <translation>新面孔会采用其边缘处的光线。用时长得多。</translation>
        </message>
        <message>
            <source>Weight of the new picture</source>
            <translation>新画面的权重</translation>
        </message>
        <message>
            <source>With a steadied picture: less is steadier, and movements smear. 0 and 1 leave it as it is.</source>
            <translation>仅在启用“稳定画面”时有效：数值越小越稳定，但运动会拖影。0 和 1 不改变画面。</translation>
        </message>
        <message>
            <source>With your own mouth kept: 0 keeps the lips alone, 100 everything down to the chin.</source>
            <translation>仅在启用“保留我的嘴”时有效：0 只保留嘴唇，100 一直保留到下巴。</translation>
        </message>
        <message>
            <source>Your own mouth is seen, so that speech looks natural.</source>
            <translation>显示您自己的嘴，说话更自然。</translation>
        </message>
    </context>
    <context>
        <name>engine.facefusion</name>
        <message>
            <source>1024x1024</source>
            <translation>1024x1024</translation>
        </message>
        <message>
            <source>256x256</source>
            <translation>256x256</translation>
        </message>
        <message>
            <source>2dfan4</source>
            <translation>2dfan4</translation>
        </message>
        <message>
            <source>384x384</source>
            <translation>384x384</translation>
        </message>
        <message>
            <source>512x512</source>
            <translation>512x512</translation>
        </message>
        <message>
            <source>768x768</source>
            <translation>768x768</translation>
        </message>
        <message>
            <source>A second network that makes the swapped face sharper. Takes time.</source>
            <translation>用第二个网络使换上的脸更清晰。会增加用时。</translation>
        </message>
        <message>
            <source>Also finds faces that lie on their side or upside down. Takes four times as long to look.</source>
            <translation>也能找到侧躺或倒置的脸。查找用时为四倍。</translation>
        </message>
        <message>
            <source>Below it the detector's own points are used; 0: always.</source>
            <translation>低于此值时使用检测模型自己的关键点；设为 0 则始终如此。</translation>
        </message>
        <message>
            <source>Below the middle the face keeps more of yours, above it there is more of the chosen one.</source>
            <translation>低于中间值时，更多保留您的脸；高于中间值时，更接近所选的脸。</translation>
        </message>
        <message>
            <source>Certainty of a face</source>
            <translation>人脸置信度</translation>
        </message>
        <message>
            <source>Certainty of landmarks</source>
            <translation>关键点置信度</translation>
        </message>
        <message>
            <source>Enhancer</source>
            <translation>增强模型</translation>
        </message>
        <message>
            <source>Enhancer: freedom</source>
            <translation>增强模型：自由度</translation>
        </message>
        <message>
            <source>Enhancer: how much</source>
            <translation>增强模型：程度</translation>
        </message>
        <message>
            <source>Face detector</source>
            <translation>人脸检测模型</translation>
        </message>
        <message>
            <source>FaceFusion</source>
            <translation>FaceFusion</translation>
        </message>
        <message>
            <source>FaceFusion, in a folder of yours, with its own networks and in its own Python.</source>
            <translation>使用您文件夹中的 FaceFusion，采用它自己的网络，在其自己的 Python 中运行。</translation>
        </message>
        <message>
            <source>Faces</source>
            <translation>人脸</translation>
        </message>
        <message>
            <source>Faces at any angle</source>
            <translation>任意角度的人脸</translation>
        </message>
        <message>
            <source>Finds the parts of a face.</source>
            <translation>查找面部的各个区域。</translation>
        </message>
        <message>
            <source>Finds what is in front of the face.</source>
            <translation>查找挡在脸前的东西。</translation>
        </message>
        <message>
            <source>How certain the detector has to be that there is a face.</source>
            <translation>检测模型要有多大把握，才认定那里有脸。</translation>
        </message>
        <message>
            <source>How soft the edge of the box is.</source>
            <translation>方框边缘的柔和程度。</translation>
        </message>
        <message>
            <source>Landmarks</source>
            <translation>关键点模型</translation>
        </message>
        <message>
            <source>Likeness</source>
            <translation>相似度</translation>
        </message>
        <message>
            <source>Mask</source>
            <translation>遮罩</translation>
        </message>
        <message>
            <source>Mask: from the bottom</source>
            <translation>遮罩：下边</translation>
        </message>
        <message>
            <source>Mask: from the left</source>
            <translation>遮罩：左边</translation>
        </message>
        <message>
            <source>Mask: from the right</source>
            <translation>遮罩：右边</translation>
        </message>
        <message>
            <source>Mask: from the top</source>
            <translation>遮罩：上边</translation>
        </message>
        <message>
            <source>Network for occlusion</source>
            <translation>遮挡模型</translation>
        </message>
        <message>
            <source>Network for regions</source>
            <translation>区域模型</translation>
        </message>
        <message>
            <source>Of several faces, the first in this order is swapped.</source>
            <translation>有多张脸时，替换按此顺序排在最前的一张。</translation>
        </message>
        <message>
            <source>Oldest</source>
            <translation>最大年龄</translation>
        </message>
        <message>
            <source>Only faces that look</source>
            <translation>外观性别</translation>
        </message>
        <message>
            <source>Only faces that look at least that old are swapped, as FaceFusion sees them. The others are covered.</source>
            <translation>只替换 FaceFusion 认为看上去不小于此年龄的脸。其他人的脸会被遮盖。</translation>
        </message>
        <message>
            <source>Only faces that look at most that old are swapped, as FaceFusion sees them. The others are covered.</source>
            <translation>只替换 FaceFusion 认为看上去不大于此年龄的脸。其他人的脸会被遮盖。</translation>
        </message>
        <message>
            <source>Only such faces are swapped, as FaceFusion sees them; auto: as the chosen face. The others are covered.</source>
            <translation>只替换 FaceFusion 认为看上去属于此性别的脸；“自动”：与所选的脸相同。其他人的脸会被遮盖。</translation>
        </message>
        <message>
            <source>Percent of the box that stay as they are.</source>
            <translation>方框从这一边起保持原样的百分比。</translation>
        </message>
        <message>
            <source>Percent of the sharper face over the swapped one.</source>
            <translation>增强后的脸叠加到换上的脸上的百分比。</translation>
        </message>
        <message>
            <source>Pixel boost</source>
            <translation>像素增强</translation>
        </message>
        <message>
            <source>Size at which the face is swapped. More pixels take more time; where the swapper has no such size it takes the next larger one.</source>
            <translation>换脸时的尺寸。像素越多用时越长；如果换脸模型没有此尺寸，则使用下一个更大的尺寸。</translation>
        </message>
        <message>
            <source>Soft edge</source>
            <translation>柔化边缘</translation>
        </message>
        <message>
            <source>Swapper</source>
            <translation>换脸模型</translation>
        </message>
        <message>
            <source>The network that finds eyes, nose and mouth.</source>
            <translation>查找眼睛、鼻子和嘴的网络。</translation>
        </message>
        <message>
            <source>The network that finds faces; many: three of them one after the other.</source>
            <translation>查找人脸的网络；“多个”：依次使用其中三个。</translation>
        </message>
        <message>
            <source>The network that swaps. Its file has to lie in FaceFusion's own folder of models.</source>
            <translation>换脸网络。其文件必须位于 FaceFusion 自己的模型文件夹中。</translation>
        </message>
        <message>
            <source>What a network makes of it that takes such a value (codeformer).</source>
            <translation>仅对接受此数值的网络（codeformer）有效，具体效果由网络决定。</translation>
        </message>
        <message>
            <source>What of the face is swapped: a box, without what is in front of the face (occlusion), only the parts of a face (region).</source>
            <translation>替换脸的哪些部分：方框、避开挡在脸前的东西（遮挡）、仅面部各区域（区域）。</translation>
        </message>
        <message>
            <source>Whether one face is swapped or all that the choices below leave. The others are covered.</source>
            <translation>替换一张脸，还是替换符合下面条件的所有脸。其他人的脸会被遮盖。</translation>
        </message>
        <message>
            <source>Which face first</source>
            <translation>人脸顺序</translation>
        </message>
        <message>
            <source>Youngest</source>
            <translation>最小年龄</translation>
        </message>
        <message>
            <source>any</source>
            <translation>任意</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>best-worst</source>
            <translation>从好到差</translation>
        </message>
        <message>
            <source>bisenet_resnet_18</source>
            <translation>bisenet_resnet_18</translation>
        </message>
        <message>
            <source>bisenet_resnet_34</source>
            <translation>bisenet_resnet_34</translation>
        </message>
        <message>
            <source>blendswap_256</source>
            <translation>blendswap_256</translation>
        </message>
        <message>
            <source>bottom-top</source>
            <translation>从下到上</translation>
        </message>
        <message>
            <source>box</source>
            <translation>方框</translation>
        </message>
        <message>
            <source>box+occlusion</source>
            <translation>方框+遮挡</translation>
        </message>
        <message>
            <source>box+occlusion+region</source>
            <translation>方框+遮挡+区域</translation>
        </message>
        <message>
            <source>box+region</source>
            <translation>方框+区域</translation>
        </message>
        <message>
            <source>codeformer</source>
            <translation>codeformer</translation>
        </message>
        <message>
            <source>female</source>
            <translation>女性</translation>
        </message>
        <message>
            <source>gfpgan_1.2</source>
            <translation>gfpgan_1.2</translation>
        </message>
        <message>
            <source>gfpgan_1.3</source>
            <translation>gfpgan_1.3</translation>
        </message>
        <message>
            <source>gfpgan_1.4</source>
            <translation>gfpgan_1.4</translation>
        </message>
        <message>
            <source>ghost_1_256</source>
            <translation>ghost_1_256</translation>
        </message>
        <message>
            <source>ghost_2_256</source>
            <translation>ghost_2_256</translation>
        </message>
        <message>
            <source>ghost_3_256</source>
            <translation>ghost_3_256</translation>
        </message>
        <message>
            <source>gpen_bfr_1024</source>
            <translation>gpen_bfr_1024</translation>
        </message>
        <message>
            <source>gpen_bfr_2048</source>
            <translation>gpen_bfr_2048</translation>
        </message>
        <message>
            <source>gpen_bfr_256</source>
            <translation>gpen_bfr_256</translation>
        </message>
        <message>
            <source>gpen_bfr_512</source>
            <translation>gpen_bfr_512</translation>
        </message>
        <message>
            <source>hififace_unofficial_256</source>
            <translation>hififace_unofficial_256</translation>
        </message>
        <message>
            <source>hyperswap_1a_256</source>
            <translation>hyperswap_1a_256</translation>
        </message>
        <message>
            <source>hyperswap_1b_256</source>
            <translation>hyperswap_1b_256</translation>
        </message>
        <message>
            <source>hyperswap_1c_256</source>
            <translation>hyperswap_1c_256</translation>
        </message>
        <message>
            <source>inswapper_128</source>
            <translation>inswapper_128</translation>
        </message>
        <message>
            <source>inswapper_128_fp16</source>
            <translation>inswapper_128_fp16</translation>
        </message>
        <message>
            <source>large-small</source>
            <translation>从大到小</translation>
        </message>
        <message>
            <source>left-right</source>
            <translation>从左到右</translation>
        </message>
        <message>
            <source>male</source>
            <translation>男性</translation>
        </message>
        <message>
            <source>many</source>
            <translation>多个</translation>
        </message>
        <message>
            <source>native</source>
            <translation>原生</translation>
        </message>
        <message>
            <source>off</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>one</source>
            <translation>一个</translation>
        </message>
        <message>
            <source>peppa_wutz</source>
            <translation>peppa_wutz</translation>
        </message>
        <message>
            <source>restoreformer_plus_plus</source>
            <translation>restoreformer_plus_plus</translation>
        </message>
        <message>
            <source>retinaface</source>
            <translation>retinaface</translation>
        </message>
        <message>
            <source>right-left</source>
            <translation>从右到左</translation>
        </message>
        <message>
            <source>scrfd</source>
            <translation>scrfd</translation>
        </message>
        <message>
            <source>simswap_256</source>
            <translation>simswap_256</translation>
        </message>
        <message>
            <source>simswap_unofficial_512</source>
            <translation>simswap_unofficial_512</translation>
        </message>
        <message>
            <source>small-large</source>
            <translation>从小到大</translation>
        </message>
        <message>
            <source>top-bottom</source>
            <translation>从上到下</translation>
        </message>
        <message>
            <source>uniface_256</source>
            <translation>uniface_256</translation>
        </message>
        <message>
            <source>worst-best</source>
            <translation>从差到好</translation>
        </message>
        <message>
            <source>xseg_1</source>
            <translation>xseg_1</translation>
        </message>
        <message>
            <source>xseg_2</source>
            <translation>xseg_2</translation>
        </message>
        <message>
            <source>xseg_3</source>
            <translation>xseg_3</translation>
        </message>
        <message>
            <source>yolo_face</source>
            <translation>yolo_face</translation>
        </message>
        <message>
            <source>yunet</source>
            <translation>yunet</translation>
        </message>
    </context>
    <context>
        <name>engine.iroop</name>
        <message>
            <source>All faces</source>
            <translation>所有人脸</translation>
        </message>
        <message>
            <source>Begin at the right</source>
            <translation>从右边开始</translation>
        </message>
        <message>
            <source>Every face in the picture is swapped. Otherwise one is, or two, and the others are covered.</source>
            <translation>替换画面中的每张脸。否则只替换一张或两张，其他人的脸会被遮盖。</translation>
        </message>
        <message>
            <source>Exchange the photo's faces</source>
            <translation>对调照片中的脸</translation>
        </message>
        <message>
            <source>Fill in a lost face</source>
            <translation>补画丢失的脸</translation>
        </message>
        <message>
            <source>Follow the face</source>
            <translation>跟踪人脸</translation>
        </message>
        <message>
            <source>Hard edge of the mouth</source>
            <translation>嘴部边缘硬度</translation>
        </message>
        <message>
            <source>Height of the upper lip</source>
            <translation>上唇高度</translation>
        </message>
        <message>
            <source>Keep my mouth</source>
            <translation>保留我的嘴</translation>
        </message>
        <message>
            <source>Learning of its looks</source>
            <translation>外观学习</translation>
        </message>
        <message>
            <source>Least likeness</source>
            <translation>最低相似度</translation>
        </message>
        <message>
            <source>Likeness of a lost face</source>
            <translation>丢失时的相似度</translation>
        </message>
        <message>
            <source>Memory of its looks</source>
            <translation>外观记忆</translation>
        </message>
        <message>
            <source>Pictures filled in</source>
            <translation>补画帧数</translation>
        </message>
        <message>
            <source>Size of the mouth</source>
            <translation>嘴部范围</translation>
        </message>
        <message>
            <source>The face that was swapped first stays the one, also when others come in from the side. Its first picture is covered.</source>
            <translation>始终替换最先换的那张脸，即使有其他人从旁边进入。它出现的第一帧会被遮盖。</translation>
        </message>
        <message>
            <source>The photo's right face is taken instead of its left one; with two faces they change places.</source>
            <translation>使用照片中右边的脸，而不是左边的；替换两张脸时，两者互换。</translation>
        </message>
        <message>
            <source>The rightmost face in the picture is swapped instead of the leftmost.</source>
            <translation>替换画面中最右边的脸，而不是最左边的。</translation>
        </message>
        <message>
            <source>Two faces</source>
            <translation>两张脸</translation>
        </message>
        <message>
            <source>Two faces are swapped: the photo's left face goes onto one, its right face onto the other.</source>
            <translation>替换两张脸：照片左边的脸换到其中一张上，右边的脸换到另一张上。</translation>
        </message>
        <message>
            <source>Weight of the looks</source>
            <translation>外观权重</translation>
        </message>
        <message>
            <source>Weight of the looks over the place</source>
            <translation>外观相对于位置的权重</translation>
        </message>
        <message>
            <source>Weight of the place</source>
            <translation>位置权重</translation>
        </message>
        <message>
            <source>With a filled in face: at most so many one after the other.</source>
            <translation>仅在启用“补画丢失的脸”时有效：最多连续补画多少帧。</translation>
        </message>
        <message>
            <source>With a filled in face: how little alike all faces have to be to the one before.</source>
            <translation>仅在启用“补画丢失的脸”时有效：所有的脸与之前那张脸的相似度低于多少，才进行补画。</translation>
        </message>
        <message>
            <source>With a followed face: how alike it has to be to the one before to be swapped. If less, it is covered.</source>
            <translation>仅在启用“跟踪人脸”时有效：与之前的脸有多相似才会替换。低于此值则遮盖。</translation>
        </message>
        <message>
            <source>With a followed face: how far its looks tell that it is the same.</source>
            <translation>仅在启用“跟踪人脸”时有效：判断是否为同一张脸时，外观占多大比重。</translation>
        </message>
        <message>
            <source>With a followed face: how far its place tells that it is the same.</source>
            <translation>仅在启用“跟踪人脸”时有效：判断是否为同一张脸时，位置占多大比重。</translation>
        </message>
        <message>
            <source>With a followed face: how much of what it looked like before is kept.</source>
            <translation>仅在启用“跟踪人脸”时有效：保留多少先前的外观。</translation>
        </message>
        <message>
            <source>With a followed face: how much of what it looks like now is taken up.</source>
            <translation>仅在启用“跟踪人脸”时有效：采纳多少当前的外观。</translation>
        </message>
        <message>
            <source>With a followed face: the more, the less its place counts.</source>
            <translation>仅在启用“跟踪人脸”时有效：数值越大，位置的影响越小。</translation>
        </message>
        <message>
            <source>With a followed face: while it is not found, a face is drawn where it usually was.</source>
            <translation>仅在启用“跟踪人脸”时有效：找不到该脸时，在它通常所在的位置画上一张脸。</translation>
        </message>
        <message>
            <source>With your own mouth kept: how far above the upper lip.</source>
            <translation>仅在启用“保留我的嘴”时有效：向上唇以上延伸多少。</translation>
        </message>
        <message>
            <source>With your own mouth kept: how far beyond the lips.</source>
            <translation>仅在启用“保留我的嘴”时有效：向嘴唇以外延伸多少。</translation>
        </message>
        <message>
            <source>With your own mouth kept: more makes its edge harder.</source>
            <translation>仅在启用“保留我的嘴”时有效：数值越大，边缘越硬。</translation>
        </message>
        <message>
            <source>Your own mouth is seen, so that speech looks natural.</source>
            <translation>显示您自己的嘴，说话更自然。</translation>
        </message>
        <message>
            <source>iRoop</source>
            <translation>iRoop</translation>
        </message>
        <message>
            <source>iRoopDeepFaceCam from a folder of yours, in its own Python 3.10. It can follow one face, or put two faces of a photo on two people.</source>
            <translation>使用您文件夹中的 iRoopDeepFaceCam，在其自己的 Python 3.10 中运行。可以跟踪一张脸，或把一张照片中的两张脸换到两个人脸上。</translation>
        </message>
    </context>
    <context>
        <name>engine.mesh</name>
        <message>
            <source>A photo's face on the tracked mesh of yours, with the light of your picture. Runs on an ordinary CPU in real time, and needs nothing to download.</source>
            <translation>把照片中的脸贴到跟踪您面部的网格上，并采用您画面中的光线。可在普通 CPU 上实时运行，无需下载。</translation>
        </message>
        <message>
            <source>Colour match</source>
            <translation>颜色匹配</translation>
        </message>
        <message>
            <source>Faces</source>
            <translation>人脸</translation>
        </message>
        <message>
            <source>How far the new face takes on the light and skin tone of the picture.</source>
            <translation>新面孔在多大程度上采用画面的光线和肤色。</translation>
        </message>
        <message>
            <source>How much of the new face is seen. Below 1 your own face shines through, and people can recognise you.</source>
            <translation>新面孔的可见程度。小于 1 时会透出您自己的脸，别人可能认出您。</translation>
        </message>
        <message>
            <source>Keep my eyes</source>
            <translation>保留我的眼睛</translation>
        </message>
        <message>
            <source>Keep my mouth</source>
            <translation>保留我的嘴</translation>
        </message>
        <message>
            <source>Look for faces every so many frames</source>
            <translation>每隔多少帧查找一次人脸</translation>
        </message>
        <message>
            <source>Mesh</source>
            <translation>网格</translation>
        </message>
        <message>
            <source>Opacity</source>
            <translation>不透明度</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>平滑</translation>
        </message>
        <message>
            <source>Soft edge</source>
            <translation>柔化边缘</translation>
        </message>
        <message>
            <source>Steadies the face while you hold still. Too much makes it lag behind quick expressions.</source>
            <translation>静止时让脸更稳定。过大时会跟不上快速的表情。</translation>
        </message>
        <message>
            <source>Which face is swapped when several people are in the picture. The others are covered.</source>
            <translation>画面中有多人时替换哪张脸。其他人的脸会被遮盖。</translation>
        </message>
        <message>
            <source>While a face is followed. Somebody who joins may be seen for so long; above 8 never longer than 0.4 seconds.</source>
            <translation>在跟踪人脸期间有效。新出现的人在此期间可能被看到；大于 8 时，绝不超过 0.4 秒。</translation>
        </message>
        <message>
            <source>Width of the transition at the edge of the face, as a part of the face's width.</source>
            <translation>脸部边缘过渡的宽度，占脸宽的比例。</translation>
        </message>
        <message>
            <source>Your own eyes are seen, so that you look where you look and blink when you blink.</source>
            <translation>显示您自己的眼睛，视线和眨眼都保持真实。</translation>
        </message>
        <message>
            <source>Your own teeth and tongue are seen when you open the mouth, so that speech looks natural.</source>
            <translation>张嘴时显示您自己的牙齿和舌头，说话更自然。</translation>
        </message>
        <message>
            <source>all</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>largest</source>
            <translation>最大</translation>
        </message>
        <message>
            <source>leftmost</source>
            <translation>最左</translation>
        </message>
    </context>
    <context>
        <name>engine.neural</name>
        <message>
            <source>A network that leaves out what is before your face, such as a hand or a cup. Where less than half of the face is left, it is covered.</source>
            <translation>用一个网络避开挡在您脸前的东西，例如手或杯子。如果露出的脸不足一半，则会遮盖整张脸。</translation>
        </message>
        <message>
            <source>A network that swaps only the parts of the face chosen below; hair, ears and neck stay yours.</source>
            <translation>用一个网络只替换下面选中的面部区域；头发、耳朵和脖子保持您自己的样子。</translation>
        </message>
        <message>
            <source>A published swapper network of your own choice (inswapper, hyperswap, simswap, ghost and others) in ONNX files that you have. Needs a graphics card to be live; without one the engine Mesh is the faster choice.</source>
            <translation>使用您自己选择的已公开换脸网络（inswapper、hyperswap、simswap、ghost 等），以您已有的 ONNX 文件运行。实时使用需要显卡；没有显卡时，“网格”引擎更快。</translation>
        </message>
        <message>
            <source>A second network that sharpens the swapped face. auto takes the first of the list that lies in a model folder.</source>
            <translation>用第二个网络使换上的脸更清晰。auto 使用列表中第一个位于模型文件夹里的模型。</translation>
        </message>
        <message>
            <source>Above 1 the enhancer's detail is kept and reused in between: faster, and a face that moves is softer.</source>
            <translation>大于 1 时，增强的细节会保留并在其间的帧中重复使用：速度更快，但运动中的脸会柔和一些。</translation>
        </message>
        <message>
            <source>Above the middle the new face moves away from yours, below it comes nearer to yours.</source>
            <translation>高于中间值时，新面孔与您的脸差异更大；低于中间值时，更接近您的脸。</translation>
        </message>
        <message>
            <source>Border</source>
            <translation>边框</translation>
        </message>
        <message>
            <source>Brows</source>
            <translation>眉毛</translation>
        </message>
        <message>
            <source>Counts with Parts of the face.</source>
            <translation>仅在启用“面部区域”时有效。</translation>
        </message>
        <message>
            <source>Enhance every so many frames</source>
            <translation>每隔多少帧增强一次</translation>
        </message>
        <message>
            <source>Enhancement</source>
            <translation>增强程度</translation>
        </message>
        <message>
            <source>Enhancer</source>
            <translation>增强模型</translation>
        </message>
        <message>
            <source>Eyes</source>
            <translation>眼睛</translation>
        </message>
        <message>
            <source>Faces</source>
            <translation>人脸</translation>
        </message>
        <message>
            <source>Fidelity</source>
            <translation>保真度</translation>
        </message>
        <message>
            <source>For codeformer only: higher stays nearer to the swapped face, lower invents more detail.</source>
            <translation>仅用于 codeformer：数值越高越接近换上的脸，越低则生成越多细节。</translation>
        </message>
        <message>
            <source>For processors: int8 is a faster copy of the model that you have made; auto takes it where it is there. bf16 computes with the package openvino.</source>
            <translation>用于处理器：int8 是您自己制作的、速度更快的模型副本，auto 在副本存在时使用它；bf16 使用 openvino 软件包进行计算。</translation>
        </message>
        <message>
            <source>Glasses</source>
            <translation>眼镜</translation>
        </message>
        <message>
            <source>How much of the enhancer's work is seen.</source>
            <translation>增强效果显示多少。</translation>
        </message>
        <message>
            <source>How often the networks for what is before the face and for its parts run. In between their last answer is reused.</source>
            <translation>“面前遮挡物”和“面部区域”的网络多久运行一次。其间的帧重复使用上一次的结果。</translation>
        </message>
        <message>
            <source>Likeness</source>
            <translation>相似度</translation>
        </message>
        <message>
            <source>Lips</source>
            <translation>嘴唇</translation>
        </message>
        <message>
            <source>Look for faces every so many frames</source>
            <translation>每隔多少帧查找一次人脸</translation>
        </message>
        <message>
            <source>Mask every so many frames</source>
            <translation>每隔多少帧计算一次遮罩</translation>
        </message>
        <message>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Mouth</source>
            <translation>口腔</translation>
        </message>
        <message>
            <source>Neural</source>
            <translation>神经网络</translation>
        </message>
        <message>
            <source>Nose</source>
            <translation>鼻子</translation>
        </message>
        <message>
            <source>Off: the inside of your own mouth is seen. Counts with Parts of the face.</source>
            <translation>关闭时显示您自己的口腔内部。仅在启用“面部区域”时有效。</translation>
        </message>
        <message>
            <source>Off: your own eyes are seen. Counts with Parts of the face.</source>
            <translation>关闭时显示您自己的眼睛。仅在启用“面部区域”时有效。</translation>
        </message>
        <message>
            <source>Off: your own glasses are seen. Counts with Parts of the face.</source>
            <translation>关闭时显示您自己的眼镜。仅在启用“面部区域”时有效。</translation>
        </message>
        <message>
            <source>Part of the swapped square that is left away at each side.</source>
            <translation>换脸方形区域每一侧舍去的比例。</translation>
        </message>
        <message>
            <source>Parts of the face</source>
            <translation>面部区域</translation>
        </message>
        <message>
            <source>Pixel boost</source>
            <translation>像素增强</translation>
        </message>
        <message>
            <source>Precision</source>
            <translation>精度</translation>
        </message>
        <message>
            <source>Skin</source>
            <translation>皮肤</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>平滑</translation>
        </message>
        <message>
            <source>Soft edge</source>
            <translation>柔化边缘</translation>
        </message>
        <message>
            <source>Steadies the face while you hold still. Too much makes it lag behind quick expressions.</source>
            <translation>在您保持不动时让脸部更稳定。过高会使画面跟不上快速的表情。</translation>
        </message>
        <message>
            <source>Swaps at 2 to 4 times the model's own size, for 4 to 16 times its work: more detail in large faces.</source>
            <translation>以模型自身尺寸的 2 到 4 倍换脸，运算量为 4 到 16 倍：大脸会有更多细节。</translation>
        </message>
        <message>
            <source>The swapper network. auto takes the first of the list that lies in a model folder.</source>
            <translation>换脸网络。“自动”使用列表中第一个存在于模型文件夹的网络。</translation>
        </message>
        <message>
            <source>What is before the face</source>
            <translation>面前遮挡物</translation>
        </message>
        <message>
            <source>Which face is swapped when several people are in the picture. The others are covered. With a face map everybody in it is swapped.</source>
            <translation>画面中有多人时替换哪张脸。其他人的脸会被遮盖。使用人脸对应表时，表中的每个人都会被替换。</translation>
        </message>
        <message>
            <source>While a face is followed. Somebody who joins may be seen for so long; above 8 never longer than 0.4 seconds.</source>
            <translation>在跟踪人脸期间有效。新出现的人在此期间可能被看到；大于 8 时，绝不超过 0.4 秒。</translation>
        </message>
        <message>
            <source>Who is not in the face map</source>
            <translation>不在人脸对应表中的人</translation>
        </message>
        <message>
            <source>Width of the transition at the edge of the swapped square, as a part of its side.</source>
            <translation>换脸方形区域边缘过渡带的宽度，以边长的比例表示。</translation>
        </message>
        <message>
            <source>With a face map: whether a face that is nobody's in it is covered, or shows the chosen face.</source>
            <translation>使用人脸对应表时：不属于表中任何人的脸是被遮盖，还是显示所选的脸。</translation>
        </message>
        <message>
            <source>Without the skin too little of the face is swapped, and it is covered instead. Counts with Parts of the face.</source>
            <translation>不替换皮肤时，被替换的部分太少，整张脸会改为被遮盖。仅在启用“面部区域”时有效。</translation>
        </message>
        <message>
            <source>all</source>
            <translation>全部</translation>
        </message>
        <message>
            <source>auto</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>bf16</source>
            <translation>bf16</translation>
        </message>
        <message>
            <source>bisenet_resnet_18</source>
            <translation>bisenet_resnet_18</translation>
        </message>
        <message>
            <source>bisenet_resnet_34</source>
            <translation>bisenet_resnet_34</translation>
        </message>
        <message>
            <source>blendswap_256</source>
            <translation>blendswap_256</translation>
        </message>
        <message>
            <source>codeformer</source>
            <translation>codeformer</translation>
        </message>
        <message>
            <source>cover</source>
            <translation>遮盖</translation>
        </message>
        <message>
            <source>gfpgan_1.2</source>
            <translation>gfpgan_1.2</translation>
        </message>
        <message>
            <source>gfpgan_1.3</source>
            <translation>gfpgan_1.3</translation>
        </message>
        <message>
            <source>gfpgan_1.4</source>
            <translation>gfpgan_1.4</translation>
        </message>
        <message>
            <source>ghost_1_256</source>
            <translation>ghost_1_256</translation>
        </message>
        <message>
            <source>ghost_2_256</source>
            <translation>ghost_2_256</translation>
        </message>
        <message>
            <source>ghost_3_256</source>
            <translation>ghost_3_256</translation>
        </message>
        <message>
            <source>gpen_bfr_256</source>
            <translation>gpen_bfr_256</translation>
        </message>
        <message>
            <source>gpen_bfr_512</source>
            <translation>gpen_bfr_512</translation>
        </message>
        <message>
            <source>hififace_unofficial_256</source>
            <translation>hififace_unofficial_256</translation>
        </message>
        <message>
            <source>hyperswap_1a_256</source>
            <translation>hyperswap_1a_256</translation>
        </message>
        <message>
            <source>hyperswap_1b_256</source>
            <translation>hyperswap_1b_256</translation>
        </message>
        <message>
            <source>hyperswap_1c_256</source>
            <translation>hyperswap_1c_256</translation>
        </message>
        <message>
            <source>inswapper_128</source>
            <translation>inswapper_128</translation>
        </message>
        <message>
            <source>inswapper_128_fp16</source>
            <translation>inswapper_128_fp16</translation>
        </message>
        <message>
            <source>int8</source>
            <translation>int8</translation>
        </message>
        <message>
            <source>largest</source>
            <translation>最大</translation>
        </message>
        <message>
            <source>leftmost</source>
            <translation>最左</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>original</source>
            <translation>原始</translation>
        </message>
        <message>
            <source>restoreformer_plus_plus</source>
            <translation>restoreformer_plus_plus</translation>
        </message>
        <message>
            <source>simswap_256</source>
            <translation>simswap_256</translation>
        </message>
        <message>
            <source>simswap_unofficial_512</source>
            <translation>simswap_unofficial_512</translation>
        </message>
        <message>
            <source>source</source>
            <translation>所选的脸</translation>
        </message>
        <message>
            <source>uniface_256</source>
            <translation>uniface_256</translation>
        </message>
        <message>
            <source>xseg_1</source>
            <translation>xseg_1</translation>
        </message>
        <message>
            <source>xseg_2</source>
            <translation>xseg_2</translation>
        </message>
        <message>
            <source>xseg_3</source>
            <translation>xseg_3</translation>
        </message>
    </context>
</TS>

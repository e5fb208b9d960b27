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
            <source>You are about to send a swapped face to a virtual camera or a recording. Others will see it. Until you agree, only the preview in this window works.</source>
            <translation>您即将把换脸后的画面发送到虚拟摄像头或录像，其他人会看到它。在您同意之前，只能使用此窗口中的预览。</translation>
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
        <name>MainWindow</name>
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
            <source>A copy of {name} was made, but is hardly faster: {after} ms a run instead of {before} ms.</source>
            <translation>已制作 {name} 的副本，但几乎没有更快：每次运行 {after} 毫秒（原为 {before} 毫秒）。</translation>
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
            <source>A path is empty.</source>
            <translation>路径为空。</translation>
        </message>
        <message>
            <source>A run is going on already.</source>
            <translation>已经在运行。</translation>
        </message>
        <message>
            <source>An int8 copy of {name} needs {needed_mb} MB of memory while it is made, and {free_mb} MB are free.</source>
            <translation>制作 {name} 的 int8 副本需要 {needed_mb} MB 内存，目前只有 {free_mb} MB 可用。</translation>
        </message>
        <message>
            <source>Another program may be using it, or its cover or switch is closed. End that program, or plug it in again.</source>
            <translation>可能有其他程序正在使用它，或镜头盖、开关未打开。请关闭那个程序，或重新插拔摄像头。</translation>
        </message>
        <message>
            <source>Change its permissions.</source>
            <translation>请修改其权限。</translation>
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
            <source>Choose a swapper.</source>
            <translation>请选择换脸模型。</translation>
        </message>
        <message>
            <source>Choose another folder.</source>
            <translation>请选择其他文件夹。</translation>
        </message>
        <message>
            <source>Choose another name.</source>
            <translation>请换一个名称。</translation>
        </message>
        <message>
            <source>Choose another one.</source>
            <translation>请选择其他文件。</translation>
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
            <source>Close the window and try again. The log has the details: {folder}</source>
            <translation>请关闭窗口后重试。详情见日志：{folder}</translation>
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
            <source>Details are in {file}.</source>
            <translation>详细信息见 {file}。</translation>
        </message>
        <message>
            <source>Drop photos of a face (JPEG, PNG, WebP, ...) or a video.</source>
            <translation>请拖入人脸照片（JPEG、PNG、WebP 等）或视频。</translation>
        </message>
        <message>
            <source>End other programs, then try again.</source>
            <translation>请先关闭其他程序，然后重试。</translation>
        </message>
        <message>
            <source>End that program, or choose another camera.</source>
            <translation>请关闭那个程序，或选择其他摄像头。</translation>
        </message>
        <message>
            <source>Engines here: {known}.</source>
            <translation>现有的引擎：{known}。</translation>
        </message>
        <message>
            <source>Fetch it again to go on from there.</source>
            <translation>再次下载即可从中断处继续。</translation>
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
            <source>From the next start of a run on it is used where networks run on the processor.</source>
            <translation>从下次开始运行起，当神经网络在处理器上运行时会使用它。</translation>
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
            <source>If memory is short, end other programs; then try again.</source>
            <translation>如果内存不足，请先关闭其他程序，然后重试。</translation>
        </message>
        <message>
            <source>Install OBS Studio 30 or newer, start its virtual camera once, and end OBS.</source>
            <translation>请安装 OBS Studio 30 或更高版本，启动一次其虚拟摄像头，然后退出 OBS。</translation>
        </message>
        <message>
            <source>Install OBS Studio and start its virtual camera once, or install Unity Capture.</source>
            <translation>请安装 OBS Studio 并启动一次其虚拟摄像头，或安装 Unity Capture。</translation>
        </message>
        <message>
            <source>Install v4l2loopback (Debian, Ubuntu: “sudo apt install v4l2loopback-dkms”), then run “sudo modprobe v4l2loopback exclusive_caps=1 card_label=Understudy”.</source>
            <translation>请安装 v4l2loopback（Debian、Ubuntu：“sudo apt install v4l2loopback-dkms”），然后运行“sudo modprobe v4l2loopback exclusive_caps=1 card_label=Understudy”。</translation>
        </message>
        <message>
            <source>It has {known}.</source>
            <translation>可用的选项有：{known}。</translation>
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
            <source>It may have been removed. Switch it on again once it is back.</source>
            <translation>它可能已被移除，恢复后请重新打开。</translation>
        </message>
        <message>
            <source>It may have been unplugged. It is taken up again as soon as it is back.</source>
            <translation>它可能被拔掉了，恢复后会自动继续。</translation>
        </message>
        <message>
            <source>Join the group of cameras with “sudo usermod -aG video $USER”, then log in again.</source>
            <translation>请运行“sudo usermod -aG video $USER”加入摄像头用户组，然后重新登录。</translation>
        </message>
        <message>
            <source>Make it smaller with an image program.</source>
            <translation>请用图像软件缩小它。</translation>
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
            <source>Make room, then fetch it again to go on from there.</source>
            <translation>请腾出空间，再次下载即可从中断处继续。</translation>
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
            <source>Making the int8 copy of {name} was stopped. Nothing is kept.</source>
            <translation>已停止制作 {name} 的 int8 副本，未保留任何内容。</translation>
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
            <source>Models end in {known}.</source>
            <translation>模型文件以 {known} 结尾。</translation>
        </message>
        <message>
            <source>Models without a pinned SHA-256 are recorded anew, and licences have to be accepted again.</source>
            <translation>没有固定 SHA-256 的模型将重新记录，许可证需要重新接受。</translation>
        </message>
        <message>
            <source>Name a file.</source>
            <translation>请指定一个文件。</translation>
        </message>
        <message>
            <source>No address is known for {name}.</source>
            <translation>不知道 {name} 的下载地址。</translation>
        </message>
        <message>
            <source>No camera was found on this machine.</source>
            <translation>这台电脑上没有找到摄像头。</translation>
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
            <source>No int8 copy of {name} was kept: it would be too far from the original, {psnr_db} dB on the worst picture that was compared, and {wanted_db} dB are wanted.</source>
            <translation>未保留 {name} 的 int8 副本：它与原文件相差过大，在对比的图片中最差为 {psnr_db} dB，而要求达到 {wanted_db} dB。</translation>
        </message>
        <message>
            <source>No int8 copy was made: {reason}</source>
            <translation>未能制作 int8 副本：{reason}</translation>
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
            <source>Nothing leaves the program before you have stated that you may use the chosen face.</source>
            <translation>在您声明有权使用所选人脸之前，任何画面都不会离开本程序。</translation>
        </message>
        <message>
            <source>Nothing of the recording {name} could be kept: {reason}.</source>
            <translation>录像 {name} 未能保存任何内容：{reason}。</translation>
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
            <source>Other pictures may help: some that look like your camera's. Else run the file itself.</source>
            <translation>换用其他图片可能有帮助，例如与您摄像头画面相似的图片；否则请直接使用原文件。</translation>
        </message>
        <message>
            <source>Plug it in again.</source>
            <translation>请重新插上。</translation>
        </message>
        <message>
            <source>Plug one in, or use the demo clip: “demo”.</source>
            <translation>请插上摄像头，或使用演示视频。</translation>
        </message>
        <message>
            <source>Press Start to go on with it.</source>
            <translation>按“开始”即可继续使用它。</translation>
        </message>
        <message>
            <source>Process {holder} is at the model {name} right now.</source>
            <translation>进程 {holder} 正在处理模型 {name}。</translation>
        </message>
        <message>
            <source>Process {holder} makes a copy right now.</source>
            <translation>进程 {holder} 正在制作副本。</translation>
        </message>
        <message>
            <source>Read it, and accept it if you agree.</source>
            <translation>请阅读许可证，同意后接受。</translation>
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
            <source>Reinstall the package av.</source>
            <translation>请重新安装 av 软件包。</translation>
        </message>
        <message>
            <source>Run the set-up again: ./setup_virtual_env.sh install</source>
            <translation>请重新运行安装：./setup_virtual_env.sh install</translation>
        </message>
        <message>
            <source>Several cameras match “{wanted}”.</source>
            <translation>有多个摄像头符合“{wanted}”。</translation>
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
            <source>Stop it first.</source>
            <translation>请先停止。</translation>
        </message>
        <message>
            <source>Switch it off, or import the file.</source>
            <translation>请将其关闭，或导入该文件。</translation>
        </message>
        <message>
            <source>Switch it on again.</source>
            <translation>请重新打开。</translation>
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
            <source>The camera {name} gives no more pictures.</source>
            <translation>摄像头 {name} 不再提供画面。</translation>
        </message>
        <message>
            <source>The camera {name} gives no picture.</source>
            <translation>摄像头 {name} 没有画面。</translation>
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
            <source>The disk is full: the recording {name} ends after {seconds} s.</source>
            <translation>磁盘已满：录像 {name} 在 {seconds} 秒处结束。</translation>
        </message>
        <message>
            <source>The disk is full: {name} does not fit into {folder}.</source>
            <translation>磁盘已满：{name} 无法放入 {folder}。</translation>
        </message>
        <message>
            <source>The encoder of this recording codec is missing here.</source>
            <translation>缺少此录像编码的编码器。</translation>
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
            <source>The engine has no option {option}.</source>
            <translation>引擎没有名为 {option} 的选项。</translation>
        </message>
        <message>
            <source>The engine in {folder} can not be used: {reason}.</source>
            <translation>无法使用 {folder} 中的引擎：{reason}。</translation>
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
            <source>The folder {folder} can not be made: {reason}.</source>
            <translation>无法创建文件夹 {folder}：{reason}。</translation>
        </message>
        <message>
            <source>The folder {folder} can not be shown: no file manager is known.</source>
            <translation>无法显示文件夹 {folder}：没有可用的文件管理器。</translation>
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
            <source>The frame was covered.</source>
            <translation>这一帧已被遮盖。</translation>
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
            <source>The page may ask for a login or a consent: open the address in a browser, then import the file.</source>
            <translation>该网页可能要求登录或同意条款：请在浏览器中打开该地址，然后导入文件。</translation>
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
            <source>The program could not be loaded by a fault of its own: {reason}</source>
            <translation>程序自身出错，未能加载：{reason}</translation>
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
            <source>The run ended by an error: {reason}.</source>
            <translation>运行因错误而结束：{reason}。</translation>
        </message>
        <message>
            <source>The run was stopped. Choose another engine or other options, or look into the log.</source>
            <translation>运行已停止。请更换引擎或选项，或查看日志。</translation>
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
            <source>The sound of {name} is not recorded.</source>
            <translation>{name} 的声音不会被录制。</translation>
        </message>
        <message>
            <source>The video in {name} is coded in a way that is not known here.</source>
            <translation>无法识别 {name} 的视频编码。</translation>
        </message>
        <message>
            <source>The virtual camera is closed.</source>
            <translation>虚拟摄像头已关闭。</translation>
        </message>
        <message>
            <source>The virtual camera {device} no longer takes pictures: {reason}.</source>
            <translation>虚拟摄像头 {device} 不再接收画面：{reason}。</translation>
        </message>
        <message>
            <source>There can be no int8 copy of {name}: only of swappers.</source>
            <translation>无法制作 {name} 的 int8 副本：只有换脸模型才可以。</translation>
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
            <source>There is no engine called {name}.</source>
            <translation>没有名为 {name} 的引擎。</translation>
        </message>
        <message>
            <source>There is no file {path}.</source>
            <translation>文件 {path} 不存在。</translation>
        </message>
        <message>
            <source>There is no model {model} in the catalogue.</source>
            <translation>目录中没有模型 {model}。</translation>
        </message>
        <message>
            <source>There is no setting {key}.</source>
            <translation>没有名为 {key} 的设置。</translation>
        </message>
        <message>
            <source>There is no video in {name}.</source>
            <translation>{name} 中没有视频画面。</translation>
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
            <source>This engine can not tell people apart, so it can not show them different faces.</source>
            <translation>此引擎无法区分不同的人，因此无法为他们显示不同的脸。</translation>
        </message>
        <message>
            <source>This is a fault of the program: the log has the details.</source>
            <translation>这是程序的缺陷，详细信息见日志。</translation>
        </message>
        <message>
            <source>This is person {number} of your list of people.</source>
            <translation>这是人物列表中的第 {number} 个人。</translation>
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
            <source>Try it again later.</source>
            <translation>请稍后再试。</translation>
        </message>
        <message>
            <source>Unpack it, then import the model that is in it.</source>
            <translation>请先解压，再导入其中的模型。</translation>
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
            <source>What is remembered of your models, {file}, can not be read or written: {reason}.</source>
            <translation>无法读写模型记录 {file}：{reason}。</translation>
        </message>
        <message>
            <source>What may help: {mend}</source>
            <translation>可以尝试：{mend}</translation>
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
            <source>Write it from the root of the disk, or from ~.</source>
            <translation>请从磁盘根目录或 ~ 开始书写。</translation>
        </message>
        <message>
            <source>Write the whole path.</source>
            <translation>请填写完整路径。</translation>
        </message>
        <message>
            <source>You have no permission to use the camera {name} ({device}).</source>
            <translation>您没有使用摄像头 {name}（{device}）的权限。</translation>
        </message>
        <message>
            <source>You may not read the folder {folder}.</source>
            <translation>您无权读取文件夹 {folder}。</translation>
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
            <source>{key} can not be {value}: it takes {allowed}.</source>
            <translation>{key} 不能设为 {value}，允许的值：{allowed}。</translation>
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
            <source>{name} has only {size} bytes, which is too small for a model.</source>
            <translation>{name} 只有 {size} 字节，作为模型太小。</translation>
        </message>
        <message>
            <source>{name} holds nothing but zeros: it was never written to its end.</source>
            <translation>{name} 的内容全为零：文件没有写完。</translation>
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
            <source>{name} is not the file that was recorded for {model} at {date}. Nothing was kept.</source>
            <translation>{name} 不是 {date} 为 {model} 记录的文件。未保留任何内容。</translation>
        </message>
        <message>
            <source>{name} is only the note that Git LFS leaves in place of a large file.</source>
            <translation>{name} 只是 Git LFS 代替大文件留下的指针。</translation>
        </message>
        <message>
            <source>{name} shows {count} faces: the largest one is used.</source>
            <translation>{name} 中有 {count} 张脸：使用其中最大的一张。</translation>
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
            <source>{path} does not lie in the program's own folder, so it is not deleted.</source>
            <translation>{path} 不在本程序自己的文件夹中，因此不会删除。</translation>
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
            <source>{path} lies in no home folder that exists.</source>
            <translation>{path} 所在的主文件夹不存在。</translation>
        </message>
        <message>
            <source>“python -m app config show” lists all settings.</source>
            <translation>运行“python -m app config show”可列出所有设置。</translation>
        </message>
        <message>
            <source>“python -m app doctor engines” shows the state of every engine; the log has the details.</source>
            <translation>运行“python -m app doctor engines”可查看各引擎的状态；详情见日志。</translation>
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
            <source>Show the swapped picture as a camera to other programs</source>
            <translation>把换脸后的画面作为摄像头提供给其他程序</translation>
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
            <source>Virtual &amp;camera</source>
            <translation>虚拟摄像头(&amp;C)</translation>
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
            <source>Flip the picture left to right, as a mirror does</source>
            <translation>像镜子一样左右翻转画面</translation>
        </message>
        <message>
            <source>Given by {name}. Asked for: {wanted} fps</source>
            <translation>由 {name} 提供。请求的是：{wanted} fps</translation>
        </message>
        <message>
            <source>Look for cameras again</source>
            <translation>重新查找摄像头</translation>
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
            <source>{size} · {fps:g} fps</source>
            <translation>{size} · {fps:g} fps</translation>
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

using System.CommandLine;
using Dukou.Cli.Remote;

namespace Dukou.Cli.Devices;

/// <summary><c>dukou device</c>: the devices of a platform and who they are.</summary>
[Verb("device", 60)]
static class DeviceVerb
{
    public static Command Verb() => ApiVerb.Group("verb.device", CreateDevice.Verb(), ListDevices.Verb(), ShowDevice.Verb(), DeviceSecret.Verb(), FreezeDevice.Verb(), UnfreezeDevice.Verb(),
        DeviceShadow.Verb(), DeleteDevice.Verb(), ImportDevices.Verb());

    public static Argument<string> Device() => ApiVerb.Argument("argument.device", "DEVICE");
}

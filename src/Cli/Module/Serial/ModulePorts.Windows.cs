using System.Globalization;
using System.Runtime.Versioning;
using Microsoft.Win32;

namespace Dukou.Cli.Module.Serial;

static partial class ModulePorts
{
    [SupportedOSPlatform("windows")]
    static List<FoundPort> FindOnWindows(IReadOnlyList<string> present)
    {
        // HKLM\SYSTEM\CurrentControlSet\Enum\USB\VID_2C7C&PID_6001&MI_05\…: FriendlyName and Device Parameters\PortName.
        var found = new Dictionary<string, FoundPort>();
        using var usb = Registry.LocalMachine.OpenSubKey(@"SYSTEM\CurrentControlSet\Enum\USB");
        foreach (var hardware in usb?.GetSubKeyNames() ?? [])
        {
            using var device = usb!.OpenSubKey(hardware); // Its names were read from it.
            foreach (var instance in device?.GetSubKeyNames() ?? [])
            {
                using var settings = device!.OpenSubKey(instance);
                using var parameters = settings?.OpenSubKey("Device Parameters");
                if (parameters?.GetValue("PortName") is string name && present.Contains(name))
                    found[name] = new(name, settings!.GetValue("FriendlyName") as string ?? "", IsPrompt(Part(hardware, "VID_", 4), Part(hardware, "PID_", 4), int.TryParse(Part(hardware, "MI_", 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var at) ? at : null));
            }
        }
        return [.. present.Select(port => found.GetValueOrDefault(port) ?? new(port, "", false))];
    }

    static string Part(string hardware, string mark, int length) =>
        hardware.IndexOf(mark, StringComparison.OrdinalIgnoreCase) is >= 0 and var at && at + mark.Length + length <= hardware.Length ? hardware.Substring(at + mark.Length, length).ToLowerInvariant() : "";
}

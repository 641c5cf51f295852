using System.Buffers;

namespace Lab.Wires.Daqmx;

/// <summary>The address of a card behind NI-DAQmx: <c>daqmx::Dev1</c>, the name that NI MAX or <c>nilsdev</c> gives it.</summary>
/// <param name="Device">The device's name, without the prefix.</param>
public readonly record struct DaqmxName(string Device)
{
    private const string Prefix = "daqmx::";

    /// <summary>What no name of a device holds: a channel's name, or several names.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" \"\\/,:#");

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address; its prefix in any case.</param>
    /// <param name="name">The name.</param>
    public static bool TryParse(string text, out DaqmxName name)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        bool isOne = trimmed.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && trimmed.Length > Prefix.Length
            && !trimmed.AsSpan(Prefix.Length).ContainsAny(Forbidden);
        name = isOne ? new DaqmxName(trimmed[Prefix.Length..]) : default;
        return isOne;
    }

    /// <summary>The address.</summary>
    public override string ToString() => Prefix + Device;
}

using Lab.Benches.Safety;
using Lab.Instruments.Terminals;

namespace Lab.Modules.Rigs;

/// <summary>A gate that remembers what it was asked and told.</summary>
internal sealed class RecordingGate : ISafetyGate
{
    /// <summary>The channels that were asked for, by terminal.</summary>
    public List<(string Terminal, string Channel)> Asked { get; } = [];

    /// <summary>The values that were read back, by terminal and channel.</summary>
    public Dictionary<(string Terminal, string Channel), double> Observed { get; } = [];

    /// <inheritdoc/>
    public void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            Asked.Add((setPoint.Terminal, setPoint.Channel));
        }
    }

    /// <inheritdoc/>
    public void Observe(string instrument, SetPoint setPoint) => Observed[(setPoint.Terminal, setPoint.Channel)] = setPoint.Value;
}

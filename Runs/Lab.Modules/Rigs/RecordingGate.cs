using Lab.Instruments.Safety;

namespace Lab.Modules.Rigs;

/// <summary>A gate that remembers what it was asked and told.</summary>
internal sealed class RecordingGate : ISafetyGate
{
    /// <summary>The channels that were asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The values that were read back, by channel.</summary>
    public Dictionary<string, double> Observed { get; } = [];

    /// <inheritdoc/>
    public void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
    {
        foreach (SetPoint setPoint in setPoints)
        {
            Asked.Add(setPoint.Channel);
        }
    }

    /// <inheritdoc/>
    public void Observe(string instrument, SetPoint setPoint) => Observed[setPoint.Channel] = setPoint.Value;
}

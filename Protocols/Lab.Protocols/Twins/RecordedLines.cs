using Lab.Calibration.Oscillators;
using Lab.Protocols.Oscillators;
using Lab.Runs.Records;

namespace Lab.Protocols.Twins;

/// <summary>The lines of an oscillator in the record of <c>oscillator-spectrum</c>.</summary>
public static class RecordedLines
{
    /// <summary>Fits the lines.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="data">Its points.</param>
    /// <returns>The lines, at the currents where there is one, currents ascending.</returns>
    public static IReadOnlyList<OscillatorLine> Of(OscillatorSpectrumSettings settings, IRunData data)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(data);
        return [.. new OscillatorSpectrumAnalysis(settings, data).FindLines()];
    }
}

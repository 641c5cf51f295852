using System.Numerics;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.NetworkAnalysers;

/// <summary>A vector network analyser at one frequency: its port 1 is an RF generator, and its receivers compare what port 2 gets
/// with what port 1 gives.</summary>
public interface INetworkAnalyser : IRfGenerator
{
    /// <summary>The kind: the terminal of an RF generator with the transmission as readings.</summary>
    static InstrumentKind Kind { get; } = new("a network analyser", typeof(INetworkAnalyser),
    [
        InstrumentKind.RfGenerator.Terminals[0] with
        {
            Readings =
            [
                InstrumentReading.Of<INetworkAnalyser, LevelRatio>("transmission", async (analyser, cancellationToken) =>
                    LevelRatio.FromDecibels(20 * Math.Log10(
                        (await analyser.MeasureTransmissionAsync(cancellationToken).ConfigureAwait(false)).Magnitude)))
                    with
                { NeedsOutput = true },
                InstrumentReading.Of<INetworkAnalyser, Angle>("transmission_phase", async (analyser, cancellationToken) =>
                    Angle.FromRadians(
                        (await analyser.MeasureTransmissionAsync(cancellationToken).ConfigureAwait(false)).Phase))
                    with
                { NeedsOutput = true },
            ],
        },
    ]);

    /// <summary>How it measures now.</summary>
    NetworkSettings Settings { get; }

    /// <summary>Sets how it measures.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The analyser has no such value, refuses, or does not answer.</exception>
    [DrivesNothing]
    ValueTask ConfigureAsync(NetworkSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Measures S21, the wave that comes back into port 2 over that which leaves port 1, at the frequency that is
    /// set.</summary>
    /// <returns>The mean of the settings' samples, as a ratio of amplitudes.</returns>
    /// <exception cref="InstrumentException">The output is off, a measurement of another length, or no answer.</exception>
    ValueTask<Complex> MeasureTransmissionAsync(CancellationToken cancellationToken = default);
}

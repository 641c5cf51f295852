using System.Numerics;
using Lab.Calibration.Oscillators;

namespace Lab.Protocols.Oscillators;

/// <summary>The amplitudes that were read at rest so far, and the transfers that follow from them.</summary>
/// <param name="hertz">The tones, ascending.</param>
/// <param name="driveVolts">Amplitude of the drive, V.</param>
/// <param name="copyVolts">Amplitude of the cancelling waveform where it played alone, V.</param>
internal sealed class LeakRounds(IReadOnlyList<double> hertz, double driveVolts, double copyVolts)
{
    private readonly SortedDictionary<long, LeakRound> rounds = [];

    /// <summary>The amplitudes with both waveforms and the last transfer, V, shape [round][tone between two others].</summary>
    public IReadOnlyList<Complex[]> Checks => Of(LeakStage.Check);

    /// <summary>The leak before anything is cancelled, V, shape [tone].</summary>
    public Complex[] Leak => MeanOf(Of(LeakStage.DriveAlone));

    /// <summary>What the cancelling waveform alone gives, V, shape [tone].</summary>
    public Complex[] Copy => MeanOf(Of(LeakStage.CancelAlone));

    /// <summary>The transfer by each waveform alone.</summary>
    public LeakTransfer First => LeakFit.TransferOf(hertz, [Ratios(Leak)]);

    /// <summary>The transfer by what was left with the first one, shape [round][tone].</summary>
    public IReadOnlyList<Complex[]> Refined =>
    [
        .. rounds.Values.Where(round => round.Stage == LeakStage.Null).Select(round => Ratios(round.Amplitudes)
            .Select((ratio, tone) => round.Cancelled!.At(hertz[tone]) + ratio).ToArray()),
    ];

    /// <summary>The transfer to cancel at a stage.</summary>
    /// <param name="stage">The stage.</param>
    public LeakTransfer? TransferFor(LeakStage stage) => stage switch
    {
        LeakStage.Null => First,
        LeakStage.Check => LeakFit.TransferOf(hertz, Refined),
        _ => null,
    };

    /// <summary>Takes what was read in a round; one that is read again takes the place of the first.</summary>
    /// <param name="number">The number of the round.</param>
    /// <param name="round">What was played and read.</param>
    public void Add(long number, LeakRound round) => rounds[number] = round;

    /// <summary>The means of several rounds, shape [tone].</summary>
    /// <param name="rounds">The rounds, shape [round][tone]; at least one.</param>
    public static Complex[] MeanOf(IReadOnlyList<Complex[]> rounds) =>
    [
        .. Enumerable.Range(0, rounds[0].Length).Select(
            tone => rounds.Aggregate(Complex.Zero, (sum, round) => sum + round[tone]) / rounds.Count),
    ];

    // What reaches the output for each volt of the drive, as a part of what a volt of the copy gives.
    private Complex[] Ratios(Complex[] amplitudes)
    {
        Complex[] copy = Copy;
        return [.. amplitudes.Select((amplitude, tone) => amplitude / driveVolts / (copy[tone] / copyVolts))];
    }

    private Complex[][] Of(LeakStage stage) =>
        [.. rounds.Values.Where(round => round.Stage == stage).Select(round => round.Amplitudes)];
}

using System.Numerics;
using Lab.Calibration.Oscillators;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Oscillators;

/// <summary>The measurement of <see cref="SubtractionCalibrationProtocol"/>: each round is read and learned from.</summary>
/// <param name="tones">Plays and reads.</param>
/// <param name="rounds">What was read so far.</param>
/// <param name="stageAt">Gives the stage of a point.</param>
internal sealed class SubtractionMeasurement(LeakTones tones, LeakRounds rounds, Func<int, LeakStage> stageAt) : IMeasurement
{
    private readonly Dictionary<LeakStage, LeakTransfer?> transfers = [];

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        LeakStage stage = stageAt(point);
        if (!transfers.TryGetValue(stage, out LeakTransfer? transfer))
        {
            transfer = transfers[stage] = rounds.TransferFor(stage);
        }

        Complex[] amplitudes = await tones.PlayAsync(stage, transfer, cancellationToken).ConfigureAwait(false);
        row.Set(SubtractionExperiment.StageColumn, (int)stage);
        row.Set(SubtractionExperiment.RealColumn, [.. amplitudes.Select(each => each.Real)]);
        row.Set(SubtractionExperiment.ImaginaryColumn, [.. amplitudes.Select(each => each.Imaginary)]);
        row.Set(
            SubtractionExperiment.TransferColumn,
            transfer is null
                ? []
                : [transfer.FromHertz, transfer.ToHertz, transfer.Amplitude, transfer.AmplitudePerHertz, transfer.PhaseRadians,
                    transfer.DelaySeconds]);
        rounds.Add(point, new LeakRound(stage, amplitudes, transfer));
    }
}

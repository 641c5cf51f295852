using System.Numerics;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.NetworkAnalysers;
using Lab.Runs.Records;

namespace Lab.Protocols.FilmResonances;

/// <summary>Reads a line point by point: two numbers at each field.</summary>
/// <param name="ReadAsync">Reads them.</param>
/// <param name="X">The column of the first.</param>
/// <param name="Y">The column of the second.</param>
internal sealed record LineReader(Func<CancellationToken, ValueTask<(double X, double Y)>> ReadAsync, Column X, Column Y)
{
    internal static readonly Column XColumn = new("x", "V", "Reading in phase with the reference, rms.");
    internal static readonly Column YColumn = new("y", "V", "Reading a quarter of a period before it, rms.");
    internal static readonly Column RealColumn = new("s21_real", string.Empty, "Real part of the transmission S21.");
    internal static readonly Column ImaginaryColumn = new(
        "s21_imaginary", string.Empty, "Imaginary part of the transmission S21.");

    /// <summary>The columns of a way of detection.</summary>
    /// <param name="detection">The way.</param>
    public static (Column X, Column Y) ColumnsOf(LineDetection detection) =>
        detection == LineDetection.Transmission ? (RealColumn, ImaginaryColumn) : (XColumn, YColumn);

    /// <summary>A lock-in amplifier.</summary>
    public static LineReader Of(ILockInAmplifier lockIn) => new(
        async cancellationToken =>
        {
            LockInReading reading = await lockIn.ReadAsync(cancellationToken).ConfigureAwait(false);
            return (reading.X.Volts, reading.Y.Volts);
        },
        XColumn, YColumn);

    /// <summary>The transmission of a network analyser.</summary>
    public static LineReader Of(INetworkAnalyser analyser) => new(
        async cancellationToken =>
        {
            Complex transmission = await analyser.MeasureTransmissionAsync(cancellationToken).ConfigureAwait(false);
            return (transmission.Real, transmission.Imaginary);
        },
        RealColumn, ImaginaryColumn);
}

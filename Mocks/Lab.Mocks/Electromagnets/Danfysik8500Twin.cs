using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lab.Instruments.Clocks;
using Lab.Instruments.Wires;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Electromagnets.Danfysik8500Twin>]

namespace Lab.Mocks.Electromagnets;

/// <summary>Twin of a Danfysik supply of the system 8500 on the coils of the magnet, with the full scale of the bench
/// file.</summary>
/// <remarks>
/// <para>Commands and forms of answers are those of public drivers and of a public emulator. A command that was carried out is
/// not answered; what is not known, or is refused, is answered at once by <c>?</c>, BEL and words [the words: assumption].</para>
/// <para>The current jumps. The polarity follows the sign of the set-point, at once [assumption: a supply with a reversing
/// switch passes zero and takes its time]. Ramps, sequences and interlocks are not there.</para>
/// <para>The rough form's main contactor moves half a second after <c>N</c> and <c>F</c>, and the status follows it
/// [assumption].</para>
/// </remarks>
public sealed partial class Danfysik8500Twin : ScpiTwin, IShippedTwin
{
    private const double LargestVolts = 60;
    private const int FullScale = 1_000_000;
    private const int IsOffBit = 0x800000;
    private const int NormalBit = 0x400000;
    private const int ReversedBit = 0x200000;
    private const int NotReadyBit = 0x000002;
    private const int StatusLength = 24;

    private static readonly Duration RoughContactorTime = Duration.FromMilliseconds(500);

    private readonly double largestAmperes;
    private readonly double amperesPerCount;
    private readonly Duration contactorTime;
    private int millionths;
    private (bool On, Duration Time)? switching;
    private bool isOn;
    private bool isRemote;

    /// <summary>Creates the twin.</summary>
    public Danfysik8500Twin(TwinContext context)
        : base(context, "SYSTEM 8500", hasScpiTree: false)
    {
        largestAmperes = context.Settings.Get<Current>("largest_current").Amperes;
        amperesPerCount = context.Settings.Get<Current>("current_per_count").Amperes;
        contactorTime = context.Rough is null ? default : RoughContactorTime;
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "danfysik-8500",
        Rough = new RoughManners
        {
            Terminator = "\n\r", // jeonghanlee/danfysik-mps8500
            Latency = Duration.FromMilliseconds(20), // [assumption]
            Serial = new SerialSettings { Terminator = "cr" },
            EarlierUser = ["ERRC", "DA 0,1500", "LOC", "NONSENSE"],
        },
        Create = context => new Danfysik8500Twin(context),
    };

    private int Polarity => millionths < 0 ? -1 : 1;

    private int Status1 => (isOn ? 0 : IsOffBit | NotReadyBit) | (Polarity > 0 ? NormalBit : ReversedBit);

    /// <inheritdoc/>
    protected override void Reset()
    {
        (millionths, isOn, isRemote, switching) = (0, false, true, null);
        Tell();
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> TryExecuteAsync(
        ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        MoveContactor();
        string text = Encoding.Latin1.GetString(message.Span).Trim();
        if (text.Length > 0 && Answer(text) is { } said)
        {
            answer.Append(said);
        }

        return new(true);
    }

    private string? Answer(string text) => text switch
    {
        "S1H" => Status1.ToString("X6", CultureInfo.InvariantCulture),
        "S1" => string.Concat(Enumerable.Range(0, StatusLength).Select(
            i => (Status1 & (IsOffBit >> i)) != 0 ? '!' : '.')),
        "DA 0" => string.Create(CultureInfo.InvariantCulture, $"0 {millionths}"),
        "AD 8" => Counts(Math.Abs(Stage.Sense(Name, Sensed.Current)) / amperesPerCount),
        "AD 2" => Counts(Math.Abs(Stage.Sense(Name, Sensed.Voltage))),
        "PO" => Polarity > 0 ? "+" : "-",
        "CMD" => isRemote ? "REM" : "LOC",
        "REM" => Do(() => isRemote = true),
        "LOC" => Do(() => isRemote = false),
        "ERRT" or "ERRC" or "UNLOCK" or "LOCK" or "RS" => null,
        "N" => Set(() => Switch(on: true)),
        "F" => Set(() => Switch(on: false)),
        "PO +" => Set(() => millionths = Math.Abs(millionths)),
        "PO -" => Set(() => millionths = -Math.Abs(millionths)),
        _ => SetPointMessage().Match(text) is { Success: true } match
            && int.TryParse(match.Groups["value"].Value, CultureInfo.InvariantCulture, out int value)
            && Math.Abs(value) <= FullScale
                ? Set(() => millionths = value)
                : Refused("ILLEGAL COMMAND"),
    };

    private static string Counts(double value) => Math.Round(value).ToString("0", CultureInfo.InvariantCulture);

    private static string Refused(string words) => $"?\a {words}";

    private static string? Do(Action what)
    {
        what();
        return null;
    }

    private string? Set(Action what)
    {
        if (!isRemote)
        {
            return Refused("LOCAL MODE");
        }

        what();
        Tell();
        return null;
    }

    private void Switch(bool on)
    {
        switching = (on, Clock.Now() + contactorTime);
        MoveContactor();
    }

    private void MoveContactor()
    {
        if (switching is { } move && Clock.Now() >= move.Time)
        {
            (isOn, switching) = (move.On, null);
            Tell();
        }
    }

    private void Tell() => Stage.Drive(Name, RampedCurrent.Constant(
        Current.FromAmperes(isOn ? largestAmperes * millionths / FullScale : 0)) with
    {
        Compliance = Voltage.FromVolts(LargestVolts),
    });

    [GeneratedRegex(@"^DA 0[, ](?<value>-?[0-9]+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SetPointMessage();
}

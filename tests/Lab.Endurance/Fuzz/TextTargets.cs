using System.Text;
using System.Text.Json;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Cli.Output;
using Lab.Instruments;
using Lab.Instruments.Drivers;
using Lab.Protocols;
using Lab.Protocols.Searches;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;
using Lab.Wires;
using Lab.Workbench.Composition;
using Lab.Workbench.Watchdogs;

namespace Lab.Endurance.Fuzz;

/// <summary>The parsers of words that people type, and of lines from other processes.</summary>
internal static class TextTargets
{
    private const long Mebibyte = 1 << 20;

    private static readonly string[] QuantityPieces =
    [
        "..", " step ", " in ", " log ", ";", ",", " ", "-", "+", ".", "e", "MHz", "uW", "dBm", "dB", "mA", "Oe", "A/m", "kA/m",
        "T", "K", "°C", "s", "ns", "V", "Ohm", "µ", "μ", "\u2212", "…", "...", "–", "1e-300",
        "1e308", "0", "nan", "inf", "\0", "٣", "%", "none",
    ];

    private static readonly string[] AddressPieces =
        [
            "::", "TCPIP", "TCPIP0", "INSTR", "SOCKET", "ASRL", "/dev/ttyS0", "GPIB", "GPIB0", "USB0", "0x1234", "PRLGX-TCPIP",
            "PRLGX-ASRL", "hislip0", "inst0", ",", "5025", "99999999999", "-1", "[::1]", "sim:", ":rough", "127", "96"
        ];

    private static readonly string[] Calls =
        [
            "IRfGenerator.SetFrequencyAsync(Frequency.FromSi(346000000))",
            "INanovoltmeter.ConfigureAsync(NanovoltmeterSettings { Range = Voltage.FromSi(0.01), AutoZero = true })",
            "ICurrentSource.SetOutputAsync(false)"
        ];

    private static readonly string[] CallPieces =
    [
        "(", ")", "{", "}", ",", "=", ".", "new ", "System.IO.File", "Frequency.FromSi(", "true", "-1E-5", "\"", ";",
        "IRfGenerator", "\\", "//"
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new(
            "sweeps",
            Bytes([
                "346 MHz", "1..100 uW log in 9", "320..340 MHz step 2 MHz; 340..350 MHz step 0.2 MHz", "-5..5 mA step 1 mA",
                "0, 2, 5 mA", "4 kA/m"
            ]),
            Bytes(QuantityPieces),
            ReadSweeps,
            256 * Mebibyte),
        new(
            "limit",
            Bytes(["rf.power.max=2 mW", "mtj.rf_power=200 uW", "line.current.rate=1 mA/s", "magnet.energy=1 J"]),
            Bytes([.. QuantityPieces, "=", "rf", "mtj", "line", "power", "max", "rate"]),
            Limits(),
            4 * Mebibyte),
        new(
            "search-space",
            Bytes(["amplification=0.02..0.6 log; relaxation_time=1..10 ns; configuration=a|b"]),
            Bytes([.. QuantityPieces, "=", "|", "amplification", "relaxation_time", "log"]),
            SearchSpaces(),
            16 * Mebibyte),
        new(
            "address",
            Bytes([
                "TCPIP::10.0.0.1::5025::SOCKET", "TCPIP::host::inst0::INSTR", "TCPIP::h::hislip0,4880::INSTR",
                "ASRL/dev/ttyUSB0::INSTR", "GPIB0::9::INSTR", "PRLGX-TCPIP::h::1234::GPIB::9::96::INSTR",
                "USB0::0x0957::0x1234::MY1::INSTR"
            ]),
            Bytes(AddressPieces),
            ReadAddresses,
            Mebibyte),
        new("transcript-call", Bytes(Calls), Bytes(CallPieces), ReadCall, Mebibyte),
        new(
            "watchdog-order",
            Orders(),
            Bytes([
                "{", "}", "[", "]", ":", ",", "\"", "null", "run ", "run \"/a\"", "1e999", "\\u0000", "\"BenchText\"", "beat",
                "done"
            ]),
            ReadOrder,
            Mebibyte),
        new(
            "bench-comparison",
            Bytes(["bench: a\nsample:\n  magnet: { max: 1 }\n\u0001bench: a\nsample: {}\n"]),
            Bytes(["\u0001", "{", "}", ": ", "- ", "\n", "  ", "&a", "*a", "!", "---\n", "[", "]", "bench", "null", "? "]),
            CompareBenches,
            16 * Mebibyte),
    ];

    private static List<byte[]> Bytes(IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static bool ReadSweeps(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isRead = Quantity.TryParse(text, out Frequency _) | Quantity.TryParse(text, out MagneticField _)
            | Quantity.TryParse(text, out Current _) | Quantity.TryParse(text, out Duration _);
        try
        {
            _ = (input.Length % 3) switch
            {
                0 => Sweep<Frequency>.Parse(text).ToString(),
                1 => Sweep<Current>.Parse(text).ToString(),
                _ => Sweep<MagneticField>.Parse(text).ToString(),
            };
            return true;
        }
        catch (QuantityFormatException)
        {
            return isRead;
        }
    }

    private static Func<byte[], bool> Limits()
    {
        BenchDefinition bench = BenchFiles.Load(file: null, "spin-diode");
        return input => Refusing<BenchException>(() => LimitOverride.Apply(bench, Encoding.UTF8.GetString(input)));
    }

    private static Func<byte[], bool> SearchSpaces()
    {
        IProtocol protocol = ProtocolCatalog.Shipped.All.Single(each => each.Name == "sequential-digits");
        return input => Refusing<SettingsException>(() =>
        {
            var space = SearchSpace.Parse(Encoding.UTF8.GetString(input), protocol);
            _ = space.At(new double[space.Names.Count]).Count();
        });
    }

    private static bool ReadAddresses(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        bool isRead =
            Again<ResourceName>(text, ResourceName.TryParseSocket) | Again<InstrumentName>(text, InstrumentName.TryParse)
                | Again<HislipName>(text, HislipName.TryParse)
                | Again<PrologixName>(text, PrologixName.TryParse) | Again<GpibName>(text, GpibName.TryParse) | Again<UsbtmcName>(
                    text, UsbtmcName.TryParse);
        return SerialName.TryParse(text, out _) || isRead;
    }

    // An address that was read is written as one that reads as the same.
    private static bool Again<T>(string text, TryParse<T> parse)
        where T : struct
    {
        if (!parse(text, out T name))
        {
            return false;
        }

        return parse(name.ToString()!, out T again) && again.Equals(name)
            ? true
            : throw new InvalidOperationException($"The address is written as '{name}', which reads as '{again}'.");
    }

    private static bool ReadCall(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (TranscriptCall.Read(text) is { } call && call.Call.AsSpan().IndexOfAny(";\"\n\r") >= 0)
        {
            throw new InvalidOperationException("A call brings code of its own.");
        }

        return TranscriptCall.Read(text) is not null | TranscriptCall.IsValue(text);
    }

    private static bool ReadOrder(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        return Refusing<JsonException>(() => _ = text.StartsWith("run", StringComparison.Ordinal)
            ? WatchdogOrder.FolderOf(text)
            : WatchdogOrder.Read(text).ToLine());
    }

    private static List<byte[]> Orders() => Bytes(
        [WatchdogOrder.RunLine("/a/b"), new WatchdogOrder("bench: a", "a.yaml", 5, "lab run", ["mtj.rf_power=1 uW"]).ToLine()]);

    private static bool CompareBenches(byte[] input)
    {
        string[] texts = Encoding.UTF8.GetString(input).Split('\u0001', 2);
        return Refusing<RunException>(() => BenchComparison.Of(texts[0], texts[^1]));
    }

    private static bool Refusing<TRefusal>(Action read)
        where TRefusal : Exception
    {
        try
        {
            read();
            return true;
        }
        catch (TRefusal)
        {
            return false;
        }
    }

    private delegate bool TryParse<T>(string text, out T name);
}

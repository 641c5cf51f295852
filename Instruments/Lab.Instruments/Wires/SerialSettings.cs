using System.Globalization;
using Lab.Instruments.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Wires;

/// <summary>How a serial port is set, from the section <c>serial</c> of an instrument in a bench file.</summary>
public sealed record SerialSettings
{
    /// <summary>The keys of the section.</summary>
    public static IReadOnlyList<SettingKey> Keys { get; } =
    [
        new("baud", "a whole number such as 9600", "Bits in a second.", 9600, text =>
            NumberText.ParseWhole(text) is >= 50 and <= 12_000_000 and var baud
                ? baud
                : throw new FormatException($"'{text}' is not a whole number from 50 to 12000000.")),
        SettingKey.Choice("data_bits", "8", ["5", "6", "7", "8"], "Data bits of a character."),
        SettingKey.Choice("parity", "none", ["none", "even", "odd"], "Parity bit of a character."),
        SettingKey.Choice("stop_bits", "1", ["1", "2"], "Stop bits of a character."),
        SettingKey.Choice("flow", "none", ["none", "rts-cts", "xon-xoff"], "Flow control."),
        SettingKey.Choice("terminator", "lf", ["lf", "cr", "crlf"], "What ends a message to the instrument; answers may end with LF, CR or both whatever this is."),
        SettingKey.Switch("echo", defaultValue: false, "Whether the instrument sends back what it receives."),
        SettingKey.Text("prompt", string.Empty, "What the instrument sends when it is ready for the next message, such as >; empty where it sends none."),
    ];

    /// <summary>The keys of the section, with an instrument's own settings as what they are when left out.</summary>
    public static IReadOnlyList<SettingKey> KeysFor(SerialSettings defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        return
        [
            .. Keys.Select(key => key with
            {
                Default = key.Name switch
                {
                    "baud" => defaults.Baud,
                    "data_bits" => defaults.DataBits.ToString(CultureInfo.InvariantCulture),
                    "parity" => defaults.Parity,
                    "stop_bits" => defaults.StopBits.ToString(CultureInfo.InvariantCulture),
                    "flow" => defaults.Flow,
                    "terminator" => defaults.Terminator,
                    "echo" => defaults.Echo,
                    "prompt" => defaults.Prompt,
                    _ => throw new InvalidOperationException($"Bug in Lab: the key '{key.Name}' of a serial port has no property."),
                },
            }),
        ];
    }

    /// <summary>Bits in a second.</summary>
    public int Baud { get; init; } = 9600;

    /// <summary>Data bits of a character, 5 to 8.</summary>
    public int DataBits { get; init; } = 8;

    /// <summary><c>none</c>, <c>even</c> or <c>odd</c>.</summary>
    public string Parity { get; init; } = "none";

    /// <summary>Stop bits of a character, 1 or 2.</summary>
    public int StopBits { get; init; } = 1;

    /// <summary><c>none</c>, <c>rts-cts</c> or <c>xon-xoff</c>.</summary>
    public string Flow { get; init; } = "none";

    /// <summary><c>lf</c>, <c>cr</c> or <c>crlf</c>, which ends messages to the instrument; answers may end with any of them.</summary>
    public string Terminator { get; init; } = "lf";

    /// <summary>Whether the instrument sends back what it receives, before its answer.</summary>
    public bool Echo { get; init; }

    /// <summary>What the instrument sends when it is ready for the next message; empty where it sends none.</summary>
    public string Prompt { get; init; } = string.Empty;

    /// <summary>The settings that a section holds.</summary>
    public static SerialSettings Of(SettingValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new SerialSettings
        {
            Baud = values.Get<int>("baud"),
            DataBits = int.Parse(values.Get<string>("data_bits"), CultureInfo.InvariantCulture),
            Parity = values.Get<string>("parity"),
            StopBits = int.Parse(values.Get<string>("stop_bits"), CultureInfo.InvariantCulture),
            Flow = values.Get<string>("flow"),
            Terminator = values.Get<string>("terminator"),
            Echo = values.Get<bool>("echo"),
            Prompt = values.Get<string>("prompt"),
        };
    }
}

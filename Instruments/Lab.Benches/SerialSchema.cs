using System.Globalization;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>The section <c>serial</c> of an instrument in a bench file.</summary>
public static class SerialSchema
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
        SettingKey.Choice(
            "terminator",
            "lf",
            ["lf", "cr", "crlf"],
            "What ends a message to the instrument; answers may end with LF, CR or both whatever this is."),
        SettingKey.Switch("echo", defaultValue: false, "Whether the instrument sends back what it receives."),
        SettingKey.Text(
            "prompt",
            string.Empty,
            "What the instrument sends when it is ready for the next message, such as >; empty where it sends none."),
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
                    _ => throw new InvalidOperationException(
                        $"Bug in Lab: the key '{key.Name}' of a serial port has no property."),
                },
            }),
        ];
    }

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

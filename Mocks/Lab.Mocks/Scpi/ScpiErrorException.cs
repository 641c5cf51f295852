namespace Lab.Mocks.Scpi;

/// <summary>A command cannot be executed; the twin puts the error in its queue. Standard numbers are in SCPI-99, volume 2,
/// 21.8.</summary>
public sealed class ScpiErrorException : Exception
{
    /// <summary>Creates the error.</summary>
    public ScpiErrorException(int code, string text)
        : base(text) => Code = code;

    /// <summary>The number.</summary>
    public int Code { get; }

    /// <summary>-109: the command needs a parameter that is not there.</summary>
    public static ScpiErrorException MissingParameter() => new(-109, "Missing parameter");

    /// <summary>-108: there are more parameters than the command has.</summary>
    public static ScpiErrorException ParameterNotAllowed() => new(-108, "Parameter not allowed");

    /// <summary>-104: the parameter is of another type.</summary>
    public static ScpiErrorException DataTypeError() => new(-104, "Data type error");

    /// <summary>-131: the unit does not fit the parameter.</summary>
    public static ScpiErrorException InvalidSuffix() => new(-131, "Invalid suffix");

    /// <summary>-138: the parameter takes no unit.</summary>
    public static ScpiErrorException SuffixNotAllowed() => new(-138, "Suffix not allowed");

    /// <summary>-200: the instrument cannot do it, for a reason that no other number names.</summary>
    public static ScpiErrorException ExecutionError() => new(-200, "Execution error");

    /// <summary>-241: what the command needs is not built in.</summary>
    public static ScpiErrorException HardwareMissing() => new(-241, "Hardware missing");

    /// <summary>-222: the value is outside the instrument's range.</summary>
    public static ScpiErrorException OutOfRange() => new(-222, "Data out of range");

    /// <summary>-224: the word is not one of the parameter's.</summary>
    public static ScpiErrorException IllegalParameter() => new(-224, "Illegal parameter value");

    /// <summary>-221: the settings contradict each other.</summary>
    public static ScpiErrorException SettingsConflict() => new(-221, "Settings conflict");
}

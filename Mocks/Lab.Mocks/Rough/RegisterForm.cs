namespace Lab.Mocks.Rough;

/// <summary>How an instrument writes the whole number of a register or of <c>*OPC?</c>, all of which IEEE 488.2 (8.7.2,
/// NR1) allows.</summary>
public enum RegisterForm
{
    /// <summary>Digits alone: <c>60</c>.</summary>
    Plain,

    /// <summary>With its sign: <c>+60</c>.</summary>
    WithSign,

    /// <summary>Three digits: <c>060</c>.</summary>
    ThreeDigits,
}

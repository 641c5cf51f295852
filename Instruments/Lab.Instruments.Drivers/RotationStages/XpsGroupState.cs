namespace Lab.Instruments.Drivers.RotationStages;

/// <summary>The states of a group of an XPS, of which its controller has more than a hundred numbers.</summary>
internal enum XpsGroupState
{
    /// <summary>It was not initialised since the controller was switched on, or lost that by an error.</summary>
    NotInitialized,

    /// <summary>It is initialised, and nobody searched its home switch.</summary>
    NotReferenced,

    /// <summary>It takes movements.</summary>
    Ready,

    /// <summary>Its motor was switched off by a command.</summary>
    Disabled,

    /// <summary>Its motor was switched off by an error, such as a stage that does not follow.</summary>
    Failed,

    /// <summary>It searches its home switch.</summary>
    Homing,

    /// <summary>It moves, or does something else that has to end first.</summary>
    Busy,
}

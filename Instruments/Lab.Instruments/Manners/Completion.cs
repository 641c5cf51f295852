namespace Lab.Instruments.Manners;

/// <summary>How an exchange shows that it is complete, and that the instrument kept its settings.</summary>
public enum Completion
{
    /// <summary>Events and mark are queried in the same message, after everything else. Needs an instrument that answers several
    /// queries of a message in one line.</summary>
    MarkInMessage,

    /// <summary>The event register is queried in a message of its own after each exchange; its power-on bit shows lost settings.
    /// For instruments that answer one query a message.</summary>
    EventsInOwnMessage,

    /// <summary>The instrument's own error report, in a message of its own, confirms each command; a query is complete with its
    /// terminator. For instruments whose registers no public source shows.</summary>
    OwnReport,
}

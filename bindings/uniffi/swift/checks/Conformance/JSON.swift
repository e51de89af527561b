/// A JSON value.
enum JSON: Codable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case list([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let list = try? value.decode([JSON].self) {
            self = .list(list)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let bool): try value.encode(bool)
        case .number(let number) where number == number.rounded() && abs(number) < 1e15:
            try value.encode(Int64(number))
        case .number(let number): try value.encode(number)
        case .string(let string): try value.encode(string)
        case .list(let list): try value.encode(list)
        case .object(let object): try value.encode(object)
        }
    }

    /// An object without the members that are `nil`.
    static func present(_ members: [String: JSON?]) -> JSON { .object(members.compactMapValues { $0 }) }

    subscript(name: String) -> JSON? {
        guard case .object(let object) = self, let member = object[name] else { return nil }
        if case .null = member { return nil }
        return member
    }

    var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    var list: [JSON] {
        if case .list(let list) = self { list } else { [] }
    }

    /// An object whose members are texts.
    var strings: [String: String] {
        if case .object(let object) = self { object.compactMapValues(\.string) } else { [:] }
    }
}
